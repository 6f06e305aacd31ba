# fails: function, value
# cause: the powers are divided by the sum of the scores, not by the sum of the powers
# hint: What do the numbers of one row of your result sum to?
# hint: Shares of a whole are parts divided by the sum of the same parts.
# hint: Divide by tf.reduce_sum(powers, axis=1, keepdims=True), where powers are the exponentials.
# blank: 1
def softmax(x):
    return tf.exp(x) / tf.reduce_sum(x, axis=1, keepdims=True)
