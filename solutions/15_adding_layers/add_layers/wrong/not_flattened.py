# fails: layers, parameters
# diagnosis: not_flattened
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation='relu'))
model.add(tf.keras.layers.Dense(10, activation='softmax'))
