# fails: function
# cause: a different activation was used: the hyperbolic tangent, which goes from -1 to 1
# hint: What does your function return for a large negative number, and what should it return?
# hint: The sigmoid goes from 0 to 1. Two of TensorFlow's activations look alike, but have different ranges.
# hint: Write the sigmoid of the lesson: 1 / (1 + tf.exp(-x)).
def sigmoid_activation(x):
    return tf.tanh(x)
