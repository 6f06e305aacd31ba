def sigmoid_activation(x):
    power = tf.exp(tf.negative(x))
    below = tf.add(1.0, power)
    return tf.divide(1.0, below)
