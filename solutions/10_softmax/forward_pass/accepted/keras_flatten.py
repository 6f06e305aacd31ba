tf.random.set_seed(42)
flatten = tf.keras.layers.Flatten()
inputs = flatten(images)
n_in, n_hidden, n_out = inputs.shape[1], 256, 10
b1 = tf.random.normal((1, n_hidden))
b2 = tf.random.normal((1, n_out))
w1 = tf.random.normal((n_in, n_hidden))
w2 = tf.random.normal((n_hidden, n_out))
output = tf.sigmoid(inputs @ w1 + b1) @ w2 + b2
