# fails: value
y = sigmoid_activation(tf.reduce_sum(features * weights)) + bias
