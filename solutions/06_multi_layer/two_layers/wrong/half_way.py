# fails: shape
# diagnosis: incomplete_answer
output = sigmoid_activation(tf.matmul(features, W1) + B1)
