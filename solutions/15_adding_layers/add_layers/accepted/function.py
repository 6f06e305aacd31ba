def build(sizes, classes):
    network = tf.keras.Sequential()
    network.add(tf.keras.layers.Flatten())
    [network.add(tf.keras.layers.Dense(size, activation='relu')) for size in sizes]
    network.add(tf.keras.layers.Dense(classes, activation='softmax'))
    network.build((None, 28, 28, 1))
    return network


model = build(layer_neurons, 10)
