# fails: function
# cause: the sigmoid was applied to its own result
# hint: What does your function return for 0? The sigmoid of 0 is 0.5.
# hint: After the first formula, the number is already between 0 and 1.
# hint: Return the result of the first formula.
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-1 / (1 + tf.exp(-x))))
