# fails: large
# cause: the exponential overflows where x is large, and what is left is not a number
# hint: What is tf.exp(1000.0), and what is that divided by itself?
# hint: For a large positive x use a formula in which only tf.exp(-x) appears, for each number by itself.
# hint: The formula 1 / (1 + tf.exp(-x)) is right for all numbers of a tensor.
def sigmoid_activation(x):
    return tf.exp(x) / (1 + tf.exp(x))
