import numpy as np

h = np.sum(features.numpy() * weights.numpy()) + bias.numpy()
y = 1 / (1 + np.exp(-h))
