# fails: sum, value
# cause: the features were multiplied by themselves, and the weights were never used
# hint: Which two tensors does your product multiply?
# hint: Each feature belongs with its own weight.
# hint: Multiply features by the transposed weights.
h = tf.matmul(features, features, transpose_b=True) + bias
y = sigmoid_activation(h)
