# fails: stable
# cause: large scores are cut off, so that all beyond the bound count the same
# hint: What does softmax give for the scores 100 and 1000, and what should it give?
# hint: A bound keeps the powers finite, but it throws away which score is larger.
# hint: Subtract the largest score of each row in place of cutting: x - tf.reduce_max(x, axis=1, keepdims=True).
# blank: 1
def softmax(x):
    powers = tf.exp(tf.clip_by_value(x, -80, 80))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
