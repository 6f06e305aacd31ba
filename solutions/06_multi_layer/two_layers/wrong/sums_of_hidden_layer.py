# fails: shape
# diagnosis: half_way
output = tf.matmul(features, W1) + B1
