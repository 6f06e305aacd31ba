# fails: function
z = tf.constant([-1.0, 0.0, 1.0])

def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-z))
