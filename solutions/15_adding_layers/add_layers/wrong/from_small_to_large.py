# fails: nearly, layers, parameters
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())
for neurons in sorted(layer_neurons):
    model.add(tf.keras.layers.Dense(neurons, activation='relu'))
model.add(tf.keras.layers.Dense(10, activation='softmax'))
