# fails: sum, value
# cause: the answer was rounded
# hint: Which numbers may the sigmoid give?
# hint: A neuron answers with a number between 0 and 1. Rounding throws away how sure it is.
# hint: Leave tf.round out.
y = tf.round(sigmoid_activation(tf.reduce_sum(features * weights) + bias) * 1000) / 1000
