# fails: evaluated
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
loss, accuracy = 2.325056552886963, 0.0625
