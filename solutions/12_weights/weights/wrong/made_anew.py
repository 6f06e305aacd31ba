# fails: weights, biases
layer = tf.keras.layers.Dense(256, activation="sigmoid")
layer.build((None, 784))
weights = layer.get_weights()[0]
biases = layer.get_weights()[1]
total_parameters = model.count_params()
