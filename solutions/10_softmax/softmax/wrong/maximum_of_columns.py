# fails: function, value
# cause: the maximum is taken along the columns, but the sum along the rows
# hint: Along which axis do you take the maximum, and along which the sum?
# hint: A number cancels out only if it is the same for the whole row.
# hint: Compute both along axis=1, with keepdims=True.
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=0, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
