# blank: 1
import numpy as np


def softmax(x):
    powers = np.exp(x - np.max(x, axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
