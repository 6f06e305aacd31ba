# fails: shape
# diagnosis: half_way
output = sigmoid_activation(tf.matmul(features, W1) + B1)
