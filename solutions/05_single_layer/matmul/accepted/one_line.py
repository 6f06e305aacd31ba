y = tf.sigmoid(features @ tf.transpose(weights) + bias)
