# fails: sum, value
# cause: the features were transposed where it should be the weights, which gives a table of 5 by 5
# hint: Which shapes go into your product, and which shape comes out?
# hint: A row times a column gives one number. A column times a row gives a table.
# hint: Leave features as a row, and transpose weights: transpose_b=True does it.
h = tf.matmul(features, weights, transpose_a=True) + bias
y = sigmoid_activation(h)
