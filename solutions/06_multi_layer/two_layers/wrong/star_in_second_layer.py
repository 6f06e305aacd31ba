# fails: shape
# cause: a star was used for the second product, which multiplies element by element
# hint: Which shape does your second product have?
# hint: A layer needs the matrix product, which multiplies and adds up.
# hint: Use tf.matmul or @ for the second product as for the first.
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(y1 * W2 + B2)
