# fails: nearly, layers, parameters
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())
for width in widths:
    model.add(tf.keras.layers.Dense(width, activation='relu'))
model.add(tf.keras.layers.Dense(10, activation='softmax'))
