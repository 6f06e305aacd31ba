# fails: function
# cause: the numbers are cut off at -1 and 1 before the formula
# hint: What does your function return for 1 and for 5?
# hint: A clip gives the same result for all numbers outside its limits. The sigmoid keeps rising.
# hint: Remove the clip, or choose limits at which float32 would really overflow, such as -80 and 80.
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-tf.clip_by_value(x, -1.0, 1.0)))
