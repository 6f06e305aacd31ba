# %% 05_single_layer/elementwise: an own sigmoid without the minus
def sigmoid(x):
    return 1/(1+tf.exp(x))

h = tf.reduce_sum(features * weights) + bias
y = sigmoid(h)

# %% 05_single_layer/elementwise: everything in one nested line
y = 1 / (1 + tf.exp(tf.reduce_sum(tf.multiply(features, weights)) + bias))

# %% 05_single_layer/elementwise: the given function is defined again
def sigmoid_activation(x):
    # sigmoid: squashes betwen 0 and 1
    return tf.divide(1.0, tf.add(1.0, tf.math.exp(x)))

total = tf.reduce_sum(tf.multiply(features, weights))
total = total + bias
y = sigmoid_activation(total)

# %% 05_single_layer/elementwise: in NumPy
import numpy as np

f = features.numpy()
w = weights.numpy()
b = bias.numpy()
z = np.sum(f * w) + b
y = 1 / (1 + np.exp(z))

# %% 05_single_layer/elementwise: a loop over the features and a power of -1
s = bias[0, 0]
for i in range(5):
    s += features[0, i] * weights[0, i]
y = (1 + tf.exp(s)) ** -1

# %% 05_single_layer/elementwise: a minus too many for the ready-made sigmoid
h = tf.matmul(features, weights, transpose_b=True) + bias
y = tf.nn.sigmoid(-h)

# %% 06_multi_layer/two_layers: an own sigmoid for both layers
act = lambda v: 1 / (1 + tf.exp(v))
hidden = act(features @ W1 + B1)
output = act(hidden @ W2 + B2)

# %% 06_multi_layer/two_layers: only the second layer is written out
h1 = tf.matmul(features, W1) + B1
y1 = sigmoid_activation(h1)
h2 = tf.matmul(y1, W2) + B2
output = 1/(1 + tf.exp(h2))

# %% 06_multi_layer/two_layers: in NumPy with a function for a layer
import numpy as np

def layer(x, w, b):
    z = np.dot(x, w) + b
    return 1.0 / (1.0 + np.exp(z))

output = layer(layer(features, W1, B1), W2, B2)

# %% 10_softmax/forward_pass: as in the notes
def activation(x):
    return 1/(1+tf.exp(x))

inputs = tf.reshape(images, [images.shape[0], -1])
w1 = tf.random.normal((784,256))
b1 = tf.random.normal((1,256))
w2 = tf.random.normal((256,10))
b2 = tf.random.normal((1,10))
h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% 10_softmax/forward_pass: written out in the line of the hidden layer
inputs = tf.keras.layers.Flatten()(images)
w1, b1 = tf.random.normal([784, 256]), tf.random.normal([1, 256])
w2, b2 = tf.random.normal([256, 10]), tf.random.normal([1, 10])
h = 1 / (1 + tf.exp(inputs @ w1 + b1))
output = h @ w2 + b2
