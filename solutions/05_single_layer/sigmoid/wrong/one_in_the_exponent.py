# fails: function
# cause: the 1 of the denominator is in the exponent
# hint: What is added to the exponential in the formula, and where?
# hint: The 1 is added to e^(-x). It does not belong inside the brackets of tf.exp.
# hint: Write 1 / (1 + tf.exp(-x)).
def sigmoid_activation(x):
    return 1 / tf.exp(1 - x)
