# fails: value
# diagnosis: half_way
h = tf.matmul(features, weights, transpose_b=True) + bias
