# fails: product
h = tf.reduce_sum(features * weights) + 0 * tf.matmul(features, weights, transpose_b=True) + bias
y = sigmoid_activation(h)
