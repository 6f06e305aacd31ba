# fails: layers, parameters
# diagnosis: layer_missing
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())
for number in range(len(layer_neurons) - 1):
    model.add(tf.keras.layers.Dense(layer_neurons[number], activation='relu'))
model.add(tf.keras.layers.Dense(10, activation='softmax'))
