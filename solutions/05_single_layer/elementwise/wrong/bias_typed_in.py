# fails: value
h = tf.reduce_sum(features * weights) + 1.5749502
y = sigmoid_activation(h)
