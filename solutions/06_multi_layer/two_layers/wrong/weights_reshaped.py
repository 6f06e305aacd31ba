# fails: hidden, value
# cause: the weights were reshaped although they already fit, which mixes up the neurons
# hint: What is the shape of W1 as it is given, and which shape does the product need?
# hint: reshape keeps the order of the numbers, so it moves them into different rows. It does not transpose.
# hint: Use W1 and W2 as they are given. Their shapes fit.
y1 = sigmoid_activation(tf.matmul(features, tf.transpose(tf.reshape(W1, (2, 3)))) + B1)
output = sigmoid_activation(tf.matmul(y1, W2) + B2)
