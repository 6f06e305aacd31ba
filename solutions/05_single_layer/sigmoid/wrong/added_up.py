# fails: function
# cause: the numbers were added up, so that one number comes out for a whole tensor
# hint: Which shape goes into your function, and which comes out?
# hint: An activation answers each number by itself. The shape stays.
# hint: Leave the sum out: tf.exp works on each number of a tensor.
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-tf.reduce_sum(x)))
