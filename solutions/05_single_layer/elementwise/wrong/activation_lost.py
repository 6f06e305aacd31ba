# fails: value
y = tf.reduce_sum(features * weights) + bias
