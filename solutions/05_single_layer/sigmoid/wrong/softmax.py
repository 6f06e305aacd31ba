# fails: function
# cause: the exponentials were divided by the sum over all numbers, as in softmax
# hint: Should the result for one number depend on the other numbers in the tensor?
# hint: Softmax compares numbers with each other. The sigmoid treats each number separately.
# hint: Divide 1 by 1 + tf.exp(-x), without any sum.
def sigmoid_activation(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x))
