# fails: hidden, value
# diagnosis: bias_lost
y1 = sigmoid_activation(tf.matmul(features, W1))
output = sigmoid_activation(tf.matmul(y1, W2))
