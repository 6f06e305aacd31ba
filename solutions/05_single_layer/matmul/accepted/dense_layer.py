neuron = tf.keras.layers.Dense(1, activation="sigmoid")
neuron.build((None, 5))
neuron.set_weights([tf.transpose(weights), bias[0]])
y = neuron(features)
