hidden_layer = tf.keras.layers.Dense(n_hidden, activation='sigmoid')
output_layer = tf.keras.layers.Dense(n_output, activation='sigmoid')
network = tf.keras.Sequential([tf.keras.Input(shape=(n_input,)), hidden_layer, output_layer])
hidden_layer.set_weights([W1, B1[0]])
output_layer.set_weights([W2, B2[0]])

output = network(features)
