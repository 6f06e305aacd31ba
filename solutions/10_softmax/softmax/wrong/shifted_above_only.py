# fails: function, value
# cause: the maximum is subtracted above the fraction bar only
# hint: Which powers stand above the fraction bar, and which ones do you add up below it?
# hint: Subtracting changes every power. The shares stay the same only if it is done above and below.
# hint: Compute the powers once, with the maximum subtracted, and use them above and below.
# blank: 1
def softmax(x):
    return tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True)) / tf.reduce_sum(tf.exp(x), axis=1, keepdims=True)
