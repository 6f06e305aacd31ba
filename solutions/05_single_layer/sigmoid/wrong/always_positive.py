# fails: function
# cause: the sign of x is lost, so that negative numbers are answered as positive ones
# hint: What does your function give for -2 and for 2?
# hint: The sigmoid of a negative number lies below one half. Something takes the sign away before the formula.
# hint: Use x itself in the exponent: tf.exp(-x).
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-tf.abs(x)))
