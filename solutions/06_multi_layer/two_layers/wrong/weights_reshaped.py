# fails: hidden, value
# cause: the weights were reshaped where they fit already, which mixes up the neurons
# hint: Which shape does W1 have as it is given, and which does the product need?
# hint: reshape keeps the order of the numbers and so puts them into other rows. It does not transpose.
# hint: Use W1 and W2 as they are given: their shapes fit.
y1 = sigmoid_activation(tf.matmul(features, tf.transpose(tf.reshape(W1, (2, 3)))) + B1)
output = sigmoid_activation(tf.matmul(y1, W2) + B2)
