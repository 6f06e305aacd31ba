"""784-128-64-10, ReLU and softmax, for pictures of shape (28, 28, 1). Called `my_model_1`."""

# %% the reference
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
