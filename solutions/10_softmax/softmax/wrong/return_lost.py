# fails: function, shape
# diagnosis: returns_nothing
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    powers / tf.reduce_sum(powers, axis=1, keepdims=True)
