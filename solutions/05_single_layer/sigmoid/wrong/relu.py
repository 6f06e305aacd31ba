# fails: function
# cause: a different activation was used: relu, which turns negative numbers into 0
# hint: What does your function return for 3, and in which range should the result be?
# hint: The sigmoid returns numbers from 0 to 1. relu leaves positive numbers unchanged.
# hint: Write the sigmoid of the lesson: 1 / (1 + tf.exp(-x)).
def sigmoid_activation(x):
    return tf.maximum(x, 0.0)
