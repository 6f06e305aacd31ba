# fails: function, value
# diagnosis: softmax_axis
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=0, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=0, keepdims=True)
