# fails: shape
output = sigmoid_activation(tf.matmul(features, W1) + B1)
