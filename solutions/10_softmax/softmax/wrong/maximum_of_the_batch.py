# fails: stable
# cause: the largest score of the whole batch is subtracted, so the exponentials of other rows become 0
# hint: What are the exponentials of a row whose scores are far below the largest score of the batch?
# hint: Zero divided by zero is not a number. Each row needs its own maximum.
# hint: Subtract the largest score of each row: tf.reduce_max(x, axis=1, keepdims=True).
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
