# fails: function
# cause: `sigmoid_activation` still does the same as before your change
# hint: Which function do you define, and which one does the task ask for?
# hint: A function with a different name does not change the function that the task asks for.
# hint: Write the formula into the body of sigmoid_activation, instead of the softsign.
def sigmoid_activation(x):
    return softsign(x)
