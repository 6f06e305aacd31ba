# %% 05_single_layer/elementwise: a matrix product without it
y = sigmoid_activation(tf.matmul(features, tf.transpose(weights)))

# %% 06_multi_layer/two_layers: the output layer's
h = tf.sigmoid(tf.add(tf.matmul(features, W1), B1))
output = tf.sigmoid(tf.matmul(h, W2))

# %% 06_multi_layer/two_layers: both, NumPy
import numpy as np
sig = lambda z: 1 / (1 + np.exp(-z))
output = sig(np.dot(sig(np.dot(features, W1)), W2))

# %% 05_single_layer/elementwise: a loop that never adds it
total = 0.0
for x, w in zip(features[0], weights[0]):
    total += x * w
y = sigmoid_activation(total)
