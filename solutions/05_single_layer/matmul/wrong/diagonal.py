# fails: sum, value
# cause: the products of features and weights were never added up
# hint: How many numbers is y, and how many does a neuron answer with?
# hint: A star, or the diagonal of a table, gives one product for each feature. A row times a column adds them up as well.
# hint: Multiply with tf.matmul, and transpose weights, not features. The product is then the sum.
table = tf.matmul(features, weights, transpose_a=True)
y = sigmoid_activation(tf.linalg.diag_part(table) + bias)
