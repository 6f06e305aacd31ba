# fails: hidden, value
# diagnosis: bias_after_activation
y1 = sigmoid_activation(tf.matmul(features, W1)) + B1
output = sigmoid_activation(tf.matmul(y1, W2) + B2)
