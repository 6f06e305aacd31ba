# fails: function, value
# cause: the scores are divided by the largest one, where it should be subtracted
# hint: Does softmax stay the same when all scores are divided by one number?
# hint: A common number cancels out in the fraction only where it was subtracted.
# hint: Write x - tf.reduce_max(x, axis=1, keepdims=True).
# blank: 1
def softmax(x):
    powers = tf.exp(x / tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
