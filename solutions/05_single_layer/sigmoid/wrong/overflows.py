# fails: large
# cause: the exponential overflows if x is large, and the result is then not a number
# hint: What is tf.exp(1000.0), and what is that divided by itself?
# hint: For a large positive x, use a formula that contains only tf.exp(-x). Choose the formula for each number separately.
# hint: The formula 1 / (1 + tf.exp(-x)) is right for all numbers of a tensor.
def sigmoid_activation(x):
    return tf.exp(x) / (1 + tf.exp(x))
