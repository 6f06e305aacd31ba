# fails: function, value
# cause: the numerator holds the scores themselves, not their exponentials
# hint: Are all your probabilities positive?
# hint: The exponential makes every score positive before you divide.
# hint: Use tf.exp(…) in the numerator, too.
# blank: 1
def softmax(x):
    shifted = x - tf.reduce_max(x, axis=1, keepdims=True)
    return shifted / tf.reduce_sum(tf.exp(shifted), axis=1, keepdims=True)
