# fails: function
# cause: the sign of x is lost, so negative numbers give the same result as positive ones
# hint: What does your function return for -2 and for 2?
# hint: The sigmoid of a negative number is less than one half. Something removes the sign before the formula.
# hint: Use x itself in the exponent: tf.exp(-x).
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-tf.abs(x)))
