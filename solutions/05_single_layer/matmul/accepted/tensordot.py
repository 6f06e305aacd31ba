h = tf.tensordot(features, weights, axes=[[0, 1], [0, 1]]) + tf.squeeze(bias)
y = sigmoid_activation(h)
