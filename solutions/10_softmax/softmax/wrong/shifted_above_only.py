# fails: function, value
# cause: the maximum is subtracted only in the numerator
# hint: Which exponentials are in the numerator, and which ones do you add up in the denominator?
# hint: Subtracting changes every exponential. The probabilities stay the same only if you subtract in the numerator and in the denominator.
# hint: Compute the exponentials once, with the maximum subtracted, and use them in the numerator and in the denominator.
# blank: 1
def softmax(x):
    return tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True)) / tf.reduce_sum(tf.exp(x), axis=1, keepdims=True)
