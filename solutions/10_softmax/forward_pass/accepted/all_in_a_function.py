def forward(pictures, n_hidden=256, n_out=10):
    x = tf.reshape(pictures, (pictures.shape[0], -1))
    hidden_weights = tf.random.normal((x.shape[1], n_hidden))
    hidden_bias = tf.random.normal((1, n_hidden))
    output_weights = tf.random.normal((n_hidden, n_out))
    output_bias = tf.random.normal((1, n_out))
    z = tf.add(tf.matmul(x, hidden_weights), hidden_bias)
    a = 1.0 / (1.0 + tf.exp(-z))
    scores = tf.add(tf.matmul(a, output_weights), output_bias)
    return x, hidden_weights, hidden_bias, output_weights, output_bias, scores


inputs, w1, b1, w2, b2, output = forward(images)
