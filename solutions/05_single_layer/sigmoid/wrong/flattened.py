# fails: function
# cause: the tensor was flattened, and its shape was never restored
# hint: What shape goes into your function, and what shape comes out?
# hint: An activation keeps the shape of its input, for any shape.
# hint: Reshape the result to tf.shape(x) at the end. Or remove the loop, because tf.exp accepts a whole tensor.
def sigmoid_activation(x):
    return tf.reshape(1 / (1 + tf.exp(-x)), [-1])
