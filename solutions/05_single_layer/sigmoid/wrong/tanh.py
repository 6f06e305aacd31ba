# fails: function
# cause: another activation was used: the hyperbolic tangent, which goes from -1 to 1
# hint: What does your function give for a large negative number, and what should it give?
# hint: The sigmoid goes from 0 to 1. Two of the activations of TensorFlow look alike, but for their range.
# hint: Write the sigmoid of the lesson: 1 / (1 + tf.exp(-x)).
def sigmoid_activation(x):
    return tf.tanh(x)
