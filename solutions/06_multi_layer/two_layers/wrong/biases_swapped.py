# fails: shape
# cause: the biases of the two layers are swapped
# hint: Which shapes do B1 and B2 have, and how many neurons has each layer?
# hint: A bias with one number is added to every neuron, so that no error shows the mix-up.
# hint: Add B1 to the product with W1, and B2 to the product with W2.
y1 = sigmoid_activation(tf.matmul(features, W1) + B2)
output = sigmoid_activation(tf.matmul(y1, W2) + B1)
