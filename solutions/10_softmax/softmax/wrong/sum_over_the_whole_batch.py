# fails: function, value
# diagnosis: softmax_whole_batch
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x))
    return powers / tf.reduce_sum(powers)
