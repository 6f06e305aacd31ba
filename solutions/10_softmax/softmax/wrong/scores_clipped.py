# fails: stable
# cause: large scores are cut off, so all scores above the limit count the same
# hint: What does softmax return for the scores 100 and 1000, and what should it return?
# hint: A limit keeps the exponentials finite, but it hides which score is larger.
# hint: Subtract the largest score of each row instead of cutting scores off: x - tf.reduce_max(x, axis=1, keepdims=True).
# blank: 1
def softmax(x):
    powers = tf.exp(tf.clip_by_value(x, -80, 80))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
