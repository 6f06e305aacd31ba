# fails: accuracy, trained, epochs, series
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation="relu"),
    tf.keras.layers.Dense(10, activation="softmax"),
])
my_model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
