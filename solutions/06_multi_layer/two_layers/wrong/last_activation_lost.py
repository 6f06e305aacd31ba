# fails: between, value
# diagnosis: activation_lost
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
output = tf.matmul(y1, W2) + B2
