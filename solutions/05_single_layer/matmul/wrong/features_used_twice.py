# fails: value
h = tf.matmul(features, features, transpose_b=True) + bias
y = sigmoid_activation(h)
