# fails: function
def sigmoid_activation(x):
    return tf.round(1 / (1 + tf.exp(-x)))
