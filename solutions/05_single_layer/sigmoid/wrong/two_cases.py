# fails: function
# cause: one case was chosen for the whole tensor, and a tensor of several numbers has no single sign
# hint: Call your function with a tensor of three numbers. What does the error say?
# hint: An if asks one question. In a tensor each number may need another answer.
# hint: Write one formula that is right for all numbers: 1 / (1 + tf.exp(-x)).
def sigmoid_activation(x):
    if x > 0:
        return 1 / (1 + tf.exp(-x))
    return tf.exp(x) / (1 + tf.exp(x))
