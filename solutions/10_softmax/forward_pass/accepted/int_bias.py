import numpy as np

inputs = images.numpy().reshape(64, -1)
w1 = np.random.normal(size=(784, 256))
b1 = np.zeros((1, 256), dtype=int)
w2 = np.random.normal(size=(256, 10)).astype(np.float32)
b2 = np.ones((1, 10), dtype=np.int32)
output = 1 / (1 + np.exp(-(inputs @ w1 + b1))) @ w2 + b2
