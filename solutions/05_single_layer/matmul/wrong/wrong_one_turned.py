# fails: value
h = tf.matmul(features, weights, transpose_a=True) + bias
y = sigmoid_activation(h)
