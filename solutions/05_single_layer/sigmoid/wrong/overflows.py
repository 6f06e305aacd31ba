# fails: large
def sigmoid_activation(x):
    return tf.exp(x) / (1 + tf.exp(x))
