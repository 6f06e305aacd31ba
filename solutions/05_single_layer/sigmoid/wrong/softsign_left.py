# fails: function
# cause: sigmoid_activation still does what it did before your change
# hint: Which function do you define, and which one does the task ask for?
# hint: A function under another name does not change the asked one.
# hint: Write the formula into the body of sigmoid_activation, in place of the softsign.
def sigmoid_activation(x):
    return softsign(x)
