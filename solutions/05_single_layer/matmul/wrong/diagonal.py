# fails: sum, value
# cause: the products of features and weights were never added up
# hint: How many numbers does y hold, and how many numbers does a neuron return?
# hint: * gives one product for each feature, and so does the diagonal of a table. A row times a column also adds them up.
# hint: Multiply with tf.matmul, and transpose weights, not features. The matrix product is then the sum.
table = tf.matmul(features, weights, transpose_a=True)
y = sigmoid_activation(tf.linalg.diag_part(table) + bias)
