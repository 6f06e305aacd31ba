def sigmoid_activation(x):
    small = tf.exp(-tf.abs(x))
    return tf.where(x >= 0, 1 / (1 + small), small / (1 + small))
