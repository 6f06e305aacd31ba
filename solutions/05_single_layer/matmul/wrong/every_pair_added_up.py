# fails: sum, value
# cause: each feature was multiplied by every weight, and all these products were added up
# hint: How many products does your code compute, and how many does a neuron need?
# hint: A column times a row gives a table of all pairs. A row times a column gives the weighted sum itself.
# hint: Transpose weights, not features. Then you do not need reduce_sum.
h = tf.reduce_sum(tf.matmul(features, weights, transpose_a=True)) + bias
y = sigmoid_activation(h)
