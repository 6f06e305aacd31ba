# fails: hidden, value
# cause: the sums of the hidden layer were added up to one number
# hint: How many neurons has the hidden layer, and how many numbers does it give?
# hint: Each hidden neuron keeps its own sum. tf.matmul has added up what belongs together.
# hint: Leave tf.reduce_sum out: the product with W1 is the sums already.
y1 = sigmoid_activation(tf.reduce_sum(tf.matmul(features, W1)) + B1)
output = sigmoid_activation(tf.matmul(y1, W2) + B2)
