# %% 06_multi_layer/two_layers: B1 in both layers
h1 = tf.matmul(features, W1) + B1
y1 = sigmoid_activation(h1)
h2 = tf.matmul(y1, W2) + B1
output = sigmoid_activation(h2)

# %% 06_multi_layer/two_layers: B2 in both layers
y1 = sigmoid_activation(features @ W1 + B2)
output = sigmoid_activation(y1 @ W2 + B2)

# %% 06_multi_layer/two_layers: one nested line with B1
output = sigmoid_activation(tf.matmul(sigmoid_activation(tf.matmul(features, W1) + B1), W2) + B1)

# %% 06_multi_layer/two_layers: a loop over the matrices alone
out = features
for W in (W1, W2):
    out = sigmoid_activation(tf.add(tf.matmul(out, W), B2))
output = out

# %% 06_multi_layer/two_layers: one entry of B1 so that the shape fits
hidden = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(tf.matmul(hidden, W2) + B1[:, :1])

# %% 06_multi_layer/two_layers: a function that reads B1 from outside
def layer(x, w):
    return sigmoid_activation(tf.matmul(x, w) + B1)

output = layer(layer(features, W1), W2)

# %% 06_multi_layer/two_layers: in NumPy with B2
import numpy as np
h = 1/(1 + np.exp(-(np.matmul(features, W1) + B2)))
output = 1/(1 + np.exp(-(np.matmul(h, W2) + B2)))

# %% 10_softmax/forward_pass: a piece of b1 for the output
def activation(x):
    return 1/(1+tf.exp(-x))

inputs = tf.reshape(images, [64, -1])
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
h = activation(inputs @ w1 + b1)
output = h @ w2 + b1[:, :10]
