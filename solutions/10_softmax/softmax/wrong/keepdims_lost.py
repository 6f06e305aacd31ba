# fails: function, shape
# diagnosis: softmax_keepdims
# blank: 1
def softmax(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=1)
