# fails: function
# cause: another activation was used: relu, which cuts negative numbers off
# hint: What does your function give for 3, and in which range should the answer lie?
# hint: The sigmoid goes from 0 to 1. relu keeps positive numbers as they are.
# hint: Write the sigmoid of the lesson: 1 / (1 + tf.exp(-x)).
def sigmoid_activation(x):
    return tf.maximum(x, 0.0)
