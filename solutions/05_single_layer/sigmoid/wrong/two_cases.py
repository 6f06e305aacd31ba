# fails: function
def sigmoid_activation(x):
    if x > 0:
        return 1 / (1 + tf.exp(-x))
    return tf.exp(x) / (1 + tf.exp(x))
