# fails: between, value
features = features * float("nan")
y = tf.sigmoid(tf.matmul(features, weights, transpose_b=True) + bias)
