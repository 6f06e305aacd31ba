# fails: function
# cause: the exponentials were divided by the sum over all numbers, as softmax does
# hint: Should the answer for one number depend on the other numbers of the tensor?
# hint: Softmax compares numbers with each other. The sigmoid treats each number by itself.
# hint: Divide 1 by 1 + tf.exp(-x), and sum over nothing.
def sigmoid_activation(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x))
