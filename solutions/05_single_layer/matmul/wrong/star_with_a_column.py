# fails: sum, value, product
# cause: a * was used with a column, so each feature is multiplied by every weight
# hint: What is the shape of your product?
# hint: * multiplies element by element. A row and a column then give a whole table.
# hint: Write @ or tf.matmul between features and the transposed weights.
y = sigmoid_activation(features * tf.transpose(weights) + bias)
