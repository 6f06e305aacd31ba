import numpy as np


def sigmoid_activation(z):
    return 1.0 / (1.0 + np.exp(-np.array(z)))
