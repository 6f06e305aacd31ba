# fails: added
model = tf.keras.Sequential(
    [tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()]
    + [tf.keras.layers.Dense(neurons, activation='relu') for neurons in layer_neurons]
)
model.add(tf.keras.layers.Dense(10, activation='softmax'))
