# fails: hidden, value
# diagnosis: bias_used_twice
y1 = sigmoid_activation(tf.matmul(features, W1) + B2)
output = sigmoid_activation(tf.matmul(y1, W2) + B2)
