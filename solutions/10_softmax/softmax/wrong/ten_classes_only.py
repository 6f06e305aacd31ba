# fails: function
# cause: only the first ten columns are added up, even if there are more or fewer
# hint: How many columns does the table in your test have, and how many could another table have?
# hint: The function should work for any number of classes.
# hint: Sum with tf.reduce_sum(powers, axis=1, keepdims=True), which uses all columns.
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers[:, :10], axis=1, keepdims=True)
