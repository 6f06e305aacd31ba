y = tf.sigmoid(tf.reduce_sum(features * weights) + tf.squeeze(bias))
