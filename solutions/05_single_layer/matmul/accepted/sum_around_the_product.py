weighted_sum = tf.reduce_sum(tf.matmul(weights, features, transpose_b=True) + bias)
y = sigmoid_activation(weighted_sum)
