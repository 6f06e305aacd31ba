# fails: network
my_model = model
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)
