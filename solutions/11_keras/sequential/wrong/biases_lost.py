# fails: nearly, layers, parameters
# diagnosis: biases_off
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu', use_bias=False),
    tf.keras.layers.Dense(64, activation='relu', use_bias=False),
    tf.keras.layers.Dense(10, activation='softmax', use_bias=False)
])
