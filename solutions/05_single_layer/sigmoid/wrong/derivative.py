# fails: function
# cause: the derivative of the sigmoid was returned
# hint: What does your function return for 0? The sigmoid of 0 is 0.5.
# hint: s * (1 - s) is the slope of the curve, not the curve.
# hint: Return s itself.
def sigmoid_activation(x):
    s = 1 / (1 + tf.exp(-x))
    return s * (1 - s)
