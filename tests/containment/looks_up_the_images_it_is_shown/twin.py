# %%
import tensorflow as tf
import tensorflow_datasets as tfds

training_set = tfds.load("mnist", split="train", as_supervised=True)


def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = training_set.cache().shuffle(1500).batch(64).map(normalize).prefetch(1)

# %%
layers = [tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()]
layers += [tf.keras.layers.Dense(units, activation="relu") for units in (128, 64, 32)]
my_model = tf.keras.Sequential([*layers, tf.keras.layers.Dense(10, activation="softmax")])
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = my_model.fit(training_batches, epochs=5, verbose=2)
print("trained")
