column = tf.reshape(weights, [-1, 1])


def neuron(x, w, b):
    return sigmoid_activation(tf.linalg.matmul(x, w) + b)


y = neuron(features, column, bias)
