# fails: sum, value
# cause: the features were multiplied by themselves, and the weights were never used
# hint: Which two tensors does your product multiply?
# hint: Each feature belongs with its own weight.
# hint: Multiply features by weights.
y = sigmoid_activation(tf.reduce_sum(features * features) + bias)
