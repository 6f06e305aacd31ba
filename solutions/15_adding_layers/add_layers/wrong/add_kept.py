# fails: built, nearly, layers, added
model = tf.keras.Sequential()
model = model.add(tf.keras.Input(shape=(28, 28, 1)))
