# fails: function
# cause: the answer was rounded
# hint: Which numbers may the sigmoid give?
# hint: The sigmoid of 0 is 0.5. What does your function give there?
# hint: Leave the rounding out.
def sigmoid_activation(x):
    return tf.round(1 / (1 + tf.exp(-x)))
