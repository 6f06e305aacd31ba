# fails: function
# cause: the function returns its argument, not what it computed
# hint: Which name stands behind return, and what does it hold?
# hint: Your formula makes something new and leaves x as it is.
# hint: Return the result of the formula.
def sigmoid_activation(x):
    return x
