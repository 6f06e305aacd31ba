# fails: weights, biases
tf.keras.utils.set_random_seed(7)
twin = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(256, activation="sigmoid", bias_initializer="random_normal"),
        tf.keras.layers.Dense(10, activation="softmax", bias_initializer="random_normal"),
    ]
)
weights, biases = twin.layers[1].get_weights()
total_parameters = model.count_params()
