# fails: function
import math

def sigmoid_activation(x):
    return 1 / (1 + math.exp(-x))
