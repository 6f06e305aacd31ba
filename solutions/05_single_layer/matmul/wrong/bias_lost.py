# fails: sum, value
# diagnosis: bias_lost
h = tf.matmul(features, weights, transpose_b=True)
y = sigmoid_activation(h)
