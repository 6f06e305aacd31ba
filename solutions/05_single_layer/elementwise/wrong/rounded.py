# fails: sum, value
# cause: the answer was rounded
# hint: Which numbers can a sigmoid return?
# hint: A neuron returns a number between 0 and 1. Rounding it hides how sure the neuron is.
# hint: Remove tf.round.
y = tf.round(sigmoid_activation(tf.reduce_sum(features * weights) + bias) * 1000) / 1000
