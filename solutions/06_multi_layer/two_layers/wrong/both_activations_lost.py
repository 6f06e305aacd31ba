# fails: between, hidden, value
# diagnosis: activation_lost
h1 = tf.matmul(features, W1) + B1
output = tf.matmul(h1, W2) + B2
