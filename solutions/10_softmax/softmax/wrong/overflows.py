# fails: stable
# diagnosis: softmax_overflow
# blank: 1
def softmax(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=1, keepdims=True)
