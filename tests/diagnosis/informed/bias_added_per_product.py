# %% 05_single_layer/elementwise: inside the sum
y = sigmoid_activation(tf.reduce_sum(tf.add(features * weights, bias)))

# %% 05_single_layer/elementwise: in a loop
h = 0
for i in range(5):
    h += features[0, i] * weights[0, i] + bias[0, 0]
y = sigmoid_activation(h)

# %% 05_single_layer/elementwise: NumPy
import numpy as np
products = features.numpy() * weights.numpy() + bias.numpy()
y = 1 / (1 + np.exp(-np.sum(products)))
