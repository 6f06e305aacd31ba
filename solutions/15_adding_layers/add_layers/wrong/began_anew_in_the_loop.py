# fails: built, nearly, layers
for neurons in layer_neurons:
    model = tf.keras.Sequential()
    model.add(tf.keras.layers.Flatten())
    model.add(tf.keras.layers.Dense(neurons, activation='relu'))
model.add(tf.keras.layers.Dense(10, activation='softmax'))
