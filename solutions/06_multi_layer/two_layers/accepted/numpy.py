import numpy as np

hidden = 1 / (1 + np.exp(-(np.dot(features, W1) + B1.numpy())))
output = 1 / (1 + np.exp(-(np.dot(hidden, W2) + B2.numpy())))
