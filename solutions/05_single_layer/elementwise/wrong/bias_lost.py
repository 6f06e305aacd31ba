# fails: sum, value
# diagnosis: bias_lost
h = tf.reduce_sum(features * weights)
y = sigmoid_activation(h)
