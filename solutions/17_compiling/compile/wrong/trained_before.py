# fails: untrained
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
my_model.fit(image_batch, label_batch, epochs=5, verbose=0)

loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)
