# fails: between, value
# diagnosis: activation_lost
y = tf.reduce_sum(features * weights) + bias
