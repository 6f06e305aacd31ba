# %% 05_single_layer/elementwise: no bias at all
h = tf.reduce_sum(tf.multiply(features, weights))
y = sigmoid_activation(h)

# %% 05_single_layer/elementwise: one line, with the tensor's own star
y = sigmoid_activation(tf.reduce_sum(features*weights))

# %% 05_single_layer/elementwise: in NumPy
import numpy as np
weighted = np.sum(features.numpy() * weights.numpy())
y = 1/(1 + np.exp(-weighted))

# %% 05_single_layer/elementwise: added but the result is not kept
h = tf.reduce_sum(features * weights)
tf.add(h, bias)
y = sigmoid_activation(h)

# %% 05_single_layer/elementwise: the ready-made sigmoid on a matrix product
y = tf.sigmoid(tf.matmul(features, tf.transpose(weights)))

# %% 06_multi_layer/two_layers: no bias in the hidden layer
h1 = tf.matmul(features, W1)
y1 = sigmoid_activation(h1)
h2 = tf.matmul(y1, W2) + B2
output = sigmoid_activation(h2)

# %% 06_multi_layer/two_layers: no bias in the output layer
hidden_layer = sigmoid_activation(features @ W1 + B1)
output = sigmoid_activation(hidden_layer @ W2)

# %% 06_multi_layer/two_layers: both biases forgotten
output = sigmoid_activation(tf.matmul(sigmoid_activation(tf.matmul(features, W1)), W2))

# %% 06_multi_layer/two_layers: a function for a layer that does not use its bias
def dense(x, w, b):
    # wheighted sum and activation
    return sigmoid_activation(tf.linalg.matmul(x, w))

h = dense(features, W1, B1)
output = dense(h, W2, B2)

# %% 10_softmax/forward_pass: the output layer has no bias
def activation(x):
    return 1 / (1 + tf.exp(-x))

inputs = tf.reshape(images, (64, 784))
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2)

# %% 10_softmax/forward_pass: the hidden layer has no bias
inputs = tf.reshape(images, [images.shape[0], -1])
w1 = tf.random.normal((784,256)); b1 = tf.random.normal((1,256))
w2 = tf.random.normal((256,10)); b2 = tf.random.normal((1,10))
h = tf.nn.sigmoid(inputs @ w1)
output = h @ w2 + b2
