# fails: function, value
# cause: the sigmoid is used where the exponential belongs
# hint: Which function does the formula of softmax apply to each score?
# hint: Sigmoids divided by their sum also add up to 1, but they are different numbers.
# hint: Use tf.exp instead of the sigmoid.
# blank: 1
def softmax(x):
    powers = 1 / (1 + tf.exp(-x))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
