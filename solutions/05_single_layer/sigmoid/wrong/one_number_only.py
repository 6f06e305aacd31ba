# fails: function
# cause: a Python function was used that takes a single number and fails for a tensor
# hint: Call your function with a tensor of three numbers. What does the error say?
# hint: math.exp takes one number. TensorFlow has a function of the same name that takes whole tensors.
# hint: Use tf.exp instead of math.exp.
import math

def sigmoid_activation(x):
    return 1 / (1 + math.exp(-x))
