# fails: shape
# diagnosis: matrix_used_twice
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(tf.matmul(y1, W1, transpose_b=True) + B2)
