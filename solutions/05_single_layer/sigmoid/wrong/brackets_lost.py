# fails: function
def sigmoid_activation(x):
    return 1 / 1 + tf.exp(-x)
