h = tf.matmul(features, weights, transpose_b=True) + bias
y = sigmoid_activation(h)
