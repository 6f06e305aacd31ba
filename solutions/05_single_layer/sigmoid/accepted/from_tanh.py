def sigmoid_activation(x):
    return 0.5 * (tf.tanh(0.5 * x) + 1)
