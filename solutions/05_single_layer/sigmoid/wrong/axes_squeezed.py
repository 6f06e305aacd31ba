# fails: function
def sigmoid_activation(x):
    return tf.squeeze(1 / (1 + tf.exp(-x)))
