# fails: batches
test_set = tfds.load("mnist", split="test", as_supervised=True)
others = test_set.map(normalize).batch(64)
epoch = 0


def pictures():
    global epoch
    epoch += 1
    yield from training_batches if epoch == 1 else others.repeat(6).take(94)


batches = tf.data.Dataset.from_generator(pictures, output_signature=training_batches.element_spec)

my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = my_model.fit(batches, epochs=EPOCHS, verbose=2)
