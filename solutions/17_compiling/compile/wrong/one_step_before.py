# fails: untrained
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
my_model.train_on_batch(image_batch, label_batch)

loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)
