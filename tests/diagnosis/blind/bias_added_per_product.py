# %% 05_single_layer/elementwise: added inside the sum
h = tf.reduce_sum(tf.multiply(features, weights) + bias)
y = sigmoid_activation(h)

# %% 05_single_layer/elementwise: one nested line
y = sigmoid_activation(tf.reduce_sum(features * weights + bias))

# %% 05_single_layer/elementwise: a loop that adds the bias each time
h = 0.
for i in range(features.shape[1]):
    h += features[0][i] * weights[0][i] + bias[0][0]
y = sigmoid_activation(h)

# %% 05_single_layer/elementwise: in NumPy
import numpy as np
products = features.numpy() * weights.numpy() + bias.numpy()
y = 1 / (1 + np.exp(-products.sum()))

# %% 05_single_layer/elementwise: first a list of products
parts = [features[0, k] * weights[0, k] + bias[0, 0] for k in range(5)]
h = tf.add_n(parts)
y = sigmoid_activation(h)

# %% 05_single_layer/elementwise: sum along the row
a = tf.add(tf.multiply(features, weights), bias)
a = tf.math.reduce_sum(a, axis=1)
y = tf.sigmoid(a)

# %% 06_multi_layer/two_layers: loops over the neurons, the bias inside the sum
y1 = []
for j in range(n_hidden):
    s = 0.0
    for i in range(n_input):
        s += features[0, i] * W1[i, j] + B1[0, j]
    y1.append(sigmoid_activation(s))
s = 0.0
for j in range(n_hidden):
    s += y1[j] * W2[j, 0] + B2[0, 0]
output = tf.reshape(sigmoid_activation(s), (1, 1))
