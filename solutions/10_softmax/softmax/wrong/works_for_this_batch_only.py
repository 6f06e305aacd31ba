# fails: function
# blank: 1
def softmax(x):
    powers = tf.exp(output - tf.reduce_max(output, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
