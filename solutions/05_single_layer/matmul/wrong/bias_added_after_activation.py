# fails: between, value
# diagnosis: bias_after_activation
y = sigmoid_activation(tf.matmul(features, weights, transpose_b=True)) + bias
