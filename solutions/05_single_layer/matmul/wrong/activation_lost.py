# fails: between, value
# diagnosis: activation_lost
y = tf.matmul(features, weights, transpose_b=True) + bias
