# fails: product
tf.matmul(features, weights, transpose_b=True)
h = tf.reduce_sum(features * weights) + bias
y = sigmoid_activation(h)
