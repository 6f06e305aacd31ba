# fails: function, value
# cause: the exponentials are divided by the sum of the scores, not by the sum of the exponentials
# hint: What do the numbers in one row of your result add up to?
# hint: Parts add up to 1 only if you divide them by the sum of those same parts.
# hint: Divide by tf.reduce_sum(powers, axis=1, keepdims=True), where powers holds the exponentials.
# blank: 1
def softmax(x):
    return tf.exp(x) / tf.reduce_sum(x, axis=1, keepdims=True)
