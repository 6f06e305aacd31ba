# fails: function
# cause: the numbers are cut off at -1 and 1 before the formula
# hint: What does your function give for 1 and for 5?
# hint: Beyond the bounds of a clip all numbers give the same answer. The sigmoid goes on rising.
# hint: Leave the clip out, or take bounds at which float32 would really overflow, such as -80 and 80.
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-tf.clip_by_value(x, -1.0, 1.0)))
