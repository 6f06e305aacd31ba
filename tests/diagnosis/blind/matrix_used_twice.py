# %% 06_multi_layer/two_layers: W1 in both products, as typed
h1 = tf.matmul(features, W1) + B1
y1 = sigmoid_activation(h1)
h2 = tf.matmul(y1, W1) + B2
output = sigmoid_activation(h2)

# %% 06_multi_layer/two_layers: W1 turned round so that it fits
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(tf.matmul(y1, W1, transpose_b=True) + B2)

# %% 06_multi_layer/two_layers: a slice of W1
hidden = sigmoid_activation(features @ W1 + B1)
output = sigmoid_activation(hidden @ W1[:2, :1] + B2)

# %% 06_multi_layer/two_layers: the first two rows of W1
hidden = sigmoid_activation(features @ W1 + B1)
output = sigmoid_activation(hidden @ W1[:2] + B2)

# %% 06_multi_layer/two_layers: W2 in both products
h = sigmoid_activation(tf.matmul(features, W2) + B1)
output = sigmoid_activation(tf.matmul(h, W2) + B2)

# %% 06_multi_layer/two_layers: a loop over the biases alone
x = features
for b in [B1, B2]:
    x = sigmoid_activation(x @ W1 + b)
output = x

# %% 06_multi_layer/two_layers: in NumPy, W1 transposed
import numpy as np
sig = lambda z: 1/(1+np.exp(-z))
a1 = sig(np.dot(features, W1) + B1)
output = sig(np.dot(a1, np.transpose(W1)) + B2)

# %% 10_softmax/forward_pass: the second matrix is a piece of the first
def activation(x):
    return 1 / (1 + tf.exp(-x))

inputs = tf.reshape(images, [images.shape[0], -1])
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w1[:256, :10]) + b2
