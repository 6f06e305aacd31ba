# fails: function
# cause: the function uses output instead of its argument
# hint: Call softmax with a small table of your own. What does it return?
# hint: A function should use the value that is passed to it, under the name of its parameter.
# hint: Use x instead of output everywhere in the function.
# blank: 1
def softmax(x):
    powers = tf.exp(output - tf.reduce_max(output, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)
