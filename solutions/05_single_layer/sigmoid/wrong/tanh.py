# fails: function
def sigmoid_activation(x):
    return tf.tanh(x)
