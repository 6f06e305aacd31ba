# fails: function
# cause: one case was chosen for the whole tensor, but the numbers in a tensor may have different signs
# hint: Call your function with a tensor of three numbers. What does the error say?
# hint: An if makes one decision. Each number of a tensor may need a different one.
# hint: Write one formula that is right for all numbers: 1 / (1 + tf.exp(-x)).
def sigmoid_activation(x):
    if x > 0:
        return 1 / (1 + tf.exp(-x))
    return tf.exp(x) / (1 + tf.exp(x))
