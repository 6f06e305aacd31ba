# fails: function
# cause: the tensor was laid out in one row and never brought back to its shape
# hint: Which shape goes into your function, and which comes out?
# hint: An activation keeps the shape of its input, whatever it is.
# hint: Reshape the result to tf.shape(x) in the end, or leave out the loop: tf.exp takes a whole tensor.
def sigmoid_activation(x):
    return tf.reshape(1 / (1 + tf.exp(-x)), [-1])
