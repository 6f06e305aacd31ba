# fails: between, sum, value
# diagnosis: bias_after_activation
y = sigmoid_activation(tf.reduce_sum(features * weights)) + bias
