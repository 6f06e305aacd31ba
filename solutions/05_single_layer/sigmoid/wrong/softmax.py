# fails: function
def sigmoid_activation(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x))
