# fails: function
# cause: the function looks at output, and not at its argument
# hint: Call softmax with a small table of your own. What does it return?
# hint: A function should use what it is given, under the name of its parameter.
# hint: Use x in place of output everywhere in the function.
# blank: 1
def softmax(x):
    powers = tf.exp(output - tf.reduce_max(output, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
