# fails: hidden, value
# cause: the sums of the hidden layer were added up into one number
# hint: How many neurons does the hidden layer have, and how many numbers does it return?
# hint: Each hidden neuron keeps its own sum. tf.matmul has already added up the products of each neuron.
# hint: Remove tf.reduce_sum: the product with W1 already holds the sums.
y1 = sigmoid_activation(tf.reduce_sum(tf.matmul(features, W1)) + B1)
output = sigmoid_activation(tf.matmul(y1, W2) + B2)
