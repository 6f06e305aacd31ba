"""A convolutional network for pictures of shape (28, 28, 1): 8 filters, pooling, 16 filters with 'same' padding, global
average, softmax. It belongs to no exercise. Called `my_model`."""

# %% the reference
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Conv2D(8, 3, activation="relu"),
        tf.keras.layers.MaxPooling2D(2),
        tf.keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
        tf.keras.layers.GlobalAveragePooling2D(),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
