# fails: value
# cause: the products on the diagonal of a table were taken and never added up
# hint: How many numbers is y, and how many does a neuron answer with?
# hint: The diagonal holds one product for each feature. A row times a column adds them up as well.
# hint: Transpose weights in place of features. The product is then the sum.
table = tf.matmul(features, weights, transpose_a=True)
y = sigmoid_activation(tf.linalg.diag_part(table) + bias)
