# fails: function, value
# cause: the sigmoid is used where the exponential belongs
# hint: Which function does the formula of softmax apply to each score?
# hint: Divided by their sum, sigmoids are shares as well, but other ones.
# hint: Use tf.exp in place of the sigmoid.
# blank: 1
def softmax(x):
    powers = 1 / (1 + tf.exp(-x))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
