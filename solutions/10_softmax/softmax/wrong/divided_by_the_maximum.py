# fails: function, value
# cause: the scores are divided by the largest score, which should be subtracted
# hint: Does softmax stay the same if you divide all scores by one number?
# hint: A number that all scores share cancels out in the fraction only if you subtract it.
# hint: Write x - tf.reduce_max(x, axis=1, keepdims=True).
# blank: 1
def softmax(x):
    powers = tf.exp(x / tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
