# fails: shape
# cause: a * was used for the second product, so it multiplies element by element
# hint: What is the shape of your second product?
# hint: A layer needs the matrix product, which multiplies and adds up.
# hint: Use tf.matmul or @ for the second product, as for the first one.
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(y1 * W2 + B2)
