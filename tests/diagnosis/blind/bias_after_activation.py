# %% 05_single_layer/elementwise: a bracket closed too late
y = sigmoid_activation(tf.reduce_sum(tf.multiply(features, weights))) + bias

# %% 05_single_layer/elementwise: step by step
mult = tf.multiply(features, weights)
summe = tf.reduce_sum(mult)
act = sigmoid_activation(summe)
y = act + bias

# %% 05_single_layer/elementwise: in NumPy
import numpy as np
h = np.sum(np.multiply(features, weights))
y = 1/(1+np.exp(-h)) + bias.numpy()

# %% 05_single_layer/elementwise: tf.add around the ready-made sigmoid
y = tf.add(tf.nn.sigmoid(tf.matmul(features, weights, transpose_b=True)), bias)

# %% 05_single_layer/elementwise: a function for the neuron
def neuron(x, w, b):
    out = sigmoid_activation(tf.reduce_sum(x * w))
    out += b    # dont forget the bias
    return out

y = neuron(features, weights, bias)

# %% 06_multi_layer/two_layers: in both layers
y1 = sigmoid_activation(tf.matmul(features, W1)) + B1
output = sigmoid_activation(tf.matmul(y1, W2)) + B2

# %% 06_multi_layer/two_layers: in the hidden layer only
hidden = sigmoid_activation(features @ W1) + B1
output = sigmoid_activation(hidden @ W2 + B2)

# %% 06_multi_layer/two_layers: in the output layer only
h1 = sigmoid_activation(tf.matmul(features, W1) + B1)
h2 = tf.matmul(h1, W2)
output = sigmoid_activation(h2) + B2

# %% 10_softmax/forward_pass: the hidden layer's bias
def activation(x):
    return 1/(1 + tf.exp(-x))

inputs = tf.reshape(images, [images.shape[0], -1])
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
h = activation(tf.matmul(inputs, w1)) + b1
output = tf.matmul(h, w2) + b2
