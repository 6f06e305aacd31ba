# fails: hidden, value
# diagnosis: sign_lost
def activation(x):
    return 1 / (1 + tf.exp(x))


y1 = activation(tf.matmul(features, W1) + B1)
output = activation(tf.matmul(y1, W2) + B2)
