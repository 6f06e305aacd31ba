# fails: sum, value
# cause: the sigmoid was also applied to the features
# hint: How often does the sigmoid appear in the formula of a neuron?
# hint: The features go into the product unchanged. Only the sum goes through the sigmoid.
# hint: Use features in the product, not their sigmoid.
y = sigmoid_activation(tf.matmul(sigmoid_activation(features), weights, transpose_b=True) + bias)
