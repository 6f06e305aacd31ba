sigmoid_activation = tf.sigmoid
