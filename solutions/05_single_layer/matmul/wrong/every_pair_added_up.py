# fails: value
h = tf.reduce_sum(tf.matmul(features, weights, transpose_a=True)) + bias
y = sigmoid_activation(h)
