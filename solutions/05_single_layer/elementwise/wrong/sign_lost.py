# fails: value
h = tf.reduce_sum(features * weights) + bias
y = 1 / (1 + tf.exp(h))
