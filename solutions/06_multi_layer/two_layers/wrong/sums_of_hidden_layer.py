# fails: shape
# diagnosis: incomplete_answer
output = tf.matmul(features, W1) + B1
