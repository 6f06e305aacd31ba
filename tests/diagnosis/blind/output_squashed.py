# %% 10_softmax/forward_pass: the activation once more
def activation(x):
    return 1/(1+tf.exp(-x))

inputs = tf.reshape(images, [images.shape[0], -1])
w1 = tf.random.normal((784,256))
b1 = tf.random.normal((1,256))
w2 = tf.random.normal((256,10))
b2 = tf.random.normal((1,10))
h = activation(tf.matmul(inputs, w1) + b1)
output = activation(tf.matmul(h, w2) + b2)

# %% 10_softmax/forward_pass: softmax too early
def activation(x):
    return 1/(1+tf.exp(-x))

inputs = tf.reshape(images, [64, 784])
w1 = tf.random.normal([784, 256])
b1 = tf.random.normal([1, 256])
w2 = tf.random.normal([256, 10])
b2 = tf.random.normal([1, 10])
h = activation(inputs @ w1 + b1)
output = tf.nn.softmax(h @ w2 + b2)

# %% 10_softmax/forward_pass: tf.sigmoid in two layers
inputs = tf.reshape(images, (images.shape[0], -1))
w1, w2 = tf.random.normal((784, 256)), tf.random.normal((256, 10))
b1, b2 = tf.random.normal((1, 256)), tf.random.normal((1, 10))
h = tf.sigmoid(tf.matmul(inputs, w1) + b1)
output = tf.sigmoid(tf.matmul(h, w2) + b2)

# %% 10_softmax/forward_pass: a function for a layer, called twice
def sigmoid(z):
    return 1.0 / (1.0 + tf.exp(-z))

def layer(x, w, b):
    return sigmoid(tf.matmul(x, w) + b)

inputs = tf.keras.layers.Flatten()(images)
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
h = layer(inputs, w1, b1)
output = layer(h, w2, b2)

# %% 10_softmax/forward_pass: in NumPy
import numpy as np

def activation(x):
    return 1 / (1 + np.exp(-x))

inputs = images.numpy().reshape(64, -1)
w1 = np.random.normal(size=(784, 256))
b1 = np.random.normal(size=(1, 256))
w2 = np.random.normal(size=(256, 10))
b2 = np.random.normal(size=(1, 10))
h = activation(inputs @ w1 + b1)
logits = h @ w2 + b2
output = activation(logits)

# %% 10_softmax/forward_pass: an own softmax on top
def activation(x):
    return 1/(1+tf.exp(-x))

def softmax(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=1, keepdims=True)

inputs = tf.reshape(images, [images.shape[0], -1])
w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
h = activation(tf.add(tf.matmul(inputs, w1), b1))
output = tf.add(tf.matmul(h, w2), b2)
output = softmax(output)
