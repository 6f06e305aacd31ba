# fails: value
# diagnosis: sign_lost
h = tf.reduce_sum(features * weights) + bias
y = 1 / (1 + tf.exp(h))
