# blank: 1
softmax = tf.nn.softmax
