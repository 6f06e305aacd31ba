hidden = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(tf.squeeze(tf.matmul(hidden, W2) + B2))
