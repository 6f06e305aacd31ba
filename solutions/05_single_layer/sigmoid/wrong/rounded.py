# fails: function
# cause: the answer was rounded
# hint: Which numbers can a sigmoid return?
# hint: The sigmoid of 0 is 0.5. What does your function return for 0?
# hint: Remove the rounding.
def sigmoid_activation(x):
    return tf.round(1 / (1 + tf.exp(-x)))
