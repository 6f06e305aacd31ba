# fails: large
def sigmoid_activation(x):
    result = tf.exp(x) / (1 + tf.exp(x))
    return tf.where(tf.math.is_nan(result), 0.0, result)
