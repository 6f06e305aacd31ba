# fails: value
h = tf.reduce_sum(features * weights)
y = sigmoid_activation(h)
