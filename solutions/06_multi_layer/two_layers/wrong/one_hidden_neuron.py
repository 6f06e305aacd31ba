# fails: value
# cause: only the first hidden neuron is passed on to the second layer
# hint: How many numbers does the hidden layer return, and how many of them go into the second product?
# hint: Each output neuron uses all the neurons of the hidden layer.
# hint: Use the whole output of the hidden layer in the product with W2.
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(y1[:, :1] * W2[:1] + B2)
