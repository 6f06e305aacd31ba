feature_extractor = tf.keras.models.load_model(network_file)

model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(96, 96, 3)))
model.add(feature_extractor)
model.add(tf.keras.layers.Dense(2, activation='softmax'))

model.layers[0].trainable = False
