# fails: function
# cause: the function returns its argument instead of its result
# hint: Which name comes after return, and what does it hold?
# hint: Your formula computes a new value and leaves x unchanged.
# hint: Return the result of the formula.
def sigmoid_activation(x):
    return x
