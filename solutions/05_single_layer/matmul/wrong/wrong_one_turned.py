# fails: sum, value
# cause: the features were transposed instead of the weights, which gives a 5 by 5 table
# hint: Which shapes go into your product, and which shape comes out?
# hint: A row times a column gives one number. A column times a row gives a table.
# hint: Leave features as a row, and transpose weights with transpose_b=True.
h = tf.matmul(features, weights, transpose_a=True) + bias
y = sigmoid_activation(h)
