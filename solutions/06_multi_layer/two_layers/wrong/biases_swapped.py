# fails: shape
# cause: the biases of the two layers are swapped
# hint: What are the shapes of B1 and B2, and how many neurons does each layer have?
# hint: A bias with one number is added to every neuron, so no error shows that you swapped them.
# hint: Add B1 to the product with W1, and B2 to the product with W2.
y1 = sigmoid_activation(tf.matmul(features, W1) + B2)
output = sigmoid_activation(tf.matmul(y1, W2) + B1)
