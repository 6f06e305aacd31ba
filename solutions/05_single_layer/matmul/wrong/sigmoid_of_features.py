# fails: sum, value
# cause: the sigmoid was applied to the features too
# hint: How often does the sigmoid appear in the formula of a neuron?
# hint: The features go into the product as they are. Only the sum is squashed.
# hint: Use features in the product, not their sigmoid.
y = sigmoid_activation(tf.matmul(sigmoid_activation(features), weights, transpose_b=True) + bias)
