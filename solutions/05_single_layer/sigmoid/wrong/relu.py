# fails: function
def sigmoid_activation(x):
    return tf.maximum(x, 0.0)
