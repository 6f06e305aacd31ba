# fails: function
# cause: the numbers were added up, so a whole tensor gives only one number
# hint: What shape goes into your function, and what shape comes out?
# hint: An activation works on each number separately. The shape does not change.
# hint: Remove the sum: tf.exp works on each number of a tensor.
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-tf.reduce_sum(x)))
