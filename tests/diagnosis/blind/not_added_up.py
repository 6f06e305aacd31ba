# %% 05_single_layer/elementwise: five numbers
y = sigmoid_activation(features * weights + bias)

# %% 05_single_layer/elementwise: with tf.multiply in steps
h = tf.multiply(features, weights)
h = h + bias
y = sigmoid_activation(h)

# %% 05_single_layer/elementwise: in NumPy
import numpy as np
h = np.multiply(features.numpy(), weights.numpy()) + bias.numpy()
y = 1/(1+np.exp(-h))

# %% 05_single_layer/elementwise: summed along the axis that has one row only
h = tf.reduce_sum(features * weights, axis=0) + bias
y = sigmoid_activation(h)

# %% 05_single_layer/elementwise: a list comprehension
y = [sigmoid_activation(f * w + bias[0, 0]) for f, w in zip(features[0], weights[0])]

# %% 05_single_layer/elementwise: the ready-made sigmoid, sum computed but not used
prod = tf.math.multiply(features, weights)
tf.reduce_sum(prod)
y = tf.nn.sigmoid(prod + bias)

# %% 06_multi_layer/two_layers: the star in the output layer
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
h2 = y1 * tf.transpose(W2) + B2
output = sigmoid_activation(h2)
