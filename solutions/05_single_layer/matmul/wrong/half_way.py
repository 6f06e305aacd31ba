# fails: between, value
# diagnosis: incomplete_answer
h = tf.matmul(features, weights, transpose_b=True) + bias
