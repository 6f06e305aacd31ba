# fails: function
# cause: the brackets around the denominator are missing
# hint: In which order does Python divide and add?
# hint: Python divides before it adds. 1 / 1 + something is 1 plus something.
# hint: Put brackets around the whole denominator: 1 / (1 + …).
def sigmoid_activation(x):
    return 1 / 1 + tf.exp(-x)
