# fails: function
# cause: the sum goes over the first ten columns, however many there are
# hint: How many columns has the table in your test, and how many might another one have?
# hint: The function should work for any number of classes.
# hint: Sum with tf.reduce_sum(powers, axis=1, keepdims=True), which takes all columns.
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers[:, :10], axis=1, keepdims=True)
