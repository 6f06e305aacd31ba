# fails: between, value
h = tf.matmul(features, weights) + bias
y = sigmoid_activation(h)
