# fails: function, value
# cause: the scores themselves stand above the fraction bar, not their powers
# hint: Are all of your probabilities positive?
# hint: The exponential makes every score positive before anything is divided.
# hint: Write tf.exp(…) above the fraction bar too.
# blank: 1
def softmax(x):
    shifted = x - tf.reduce_max(x, axis=1, keepdims=True)
    return shifted / tf.reduce_sum(tf.exp(shifted), axis=1, keepdims=True)
