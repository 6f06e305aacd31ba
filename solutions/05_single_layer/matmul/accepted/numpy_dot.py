import numpy as np

h = np.dot(features, weights.numpy().T) + bias.numpy()
y = 1 / (1 + np.exp(-h))
