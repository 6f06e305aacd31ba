# %% 05_single_layer/elementwise: no minus, in one line
y = 1 / (1 + tf.exp(tf.reduce_sum(features * weights) + bias))

# %% 05_single_layer/elementwise: NumPy, and a function of one's own
import numpy as np

def squash(t):
    return 1.0 / (1.0 + np.exp(t))

y = squash(np.dot(features.numpy(), weights.numpy().T) + bias.numpy())

# %% 06_multi_layer/two_layers: in both layers, nested
def f(z):
    return 1 / (1 + tf.math.exp(z))
output = f(f(features @ W1 + B1) @ W2 + B2)

# %% 06_multi_layer/two_layers: the hidden layer alone
hidden = 1 / (1 + tf.exp(features @ W1 + B1))
output = tf.sigmoid(hidden @ W2 + B2)
