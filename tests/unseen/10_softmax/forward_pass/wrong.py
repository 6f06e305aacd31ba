# %% wiring: the sigmoid comes after the output layer as well
def sigmoid(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = sigmoid(tf.matmul(inputs, w1) + b1)
output = sigmoid(tf.matmul(h, w2) + b2)

# %% wiring: the first bias is added after the sigmoid and not before it
def sigmoid(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, 784])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = sigmoid(tf.matmul(inputs, w1)) + b1
output = tf.matmul(h, w2) + b2

# %% wiring: the sigmoid's result is kept as h, but the output layer gets the sums before it
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

hidden = tf.matmul(inputs, w1) + b1
h = activation(hidden)
output = tf.matmul(hidden, w2) + b2

# %% wiring: the output layer's bias is made but never added
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [images.shape[0], -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2)

# %% other: biases with a row for each picture, where a bias has one row
def sigmoid(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((64, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((64, 10))

h = sigmoid(inputs @ w1 + b1)
output = h @ w2 + b2

# %% wiring: reshaped to 784 rows and turned over, so a row mixes pixels of many pictures
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.transpose(tf.reshape(images, [784, 64]))

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% wiring: the inputs are new random numbers of the right shape and not the pictures
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.random.uniform((64, 784))

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% wiring: w2 is made, but the output layer multiplies by other random numbers
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, tf.random.normal((256, 10))) + b2

# %% wiring: the first layer's weights are made anew after the output was computed with the old ones
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
h = activation(tf.matmul(inputs, w1) + b1)

w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))
output = tf.matmul(h, w2) + b2

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))

# %% other: the minus in the exponent of the sigmoid is missing
def sigmoid(x):
    return 1 / (1 + tf.exp(x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = sigmoid(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% other: no brackets below the fraction bar, so the sigmoid is 1 plus a power
def sigmoid(x):
    return 1 / 1 + tf.exp(-x)


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = sigmoid(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% wiring: the sigmoid is applied to the inputs and not to the hidden layer's sums
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = tf.matmul(activation(inputs), w1) + b1
output = tf.matmul(h, w2) + b2

# %% wiring: a loop over the pictures keeps only the last one's scores
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

for i in range(64):
    h = activation(tf.matmul(inputs[i : i + 1], w1) + b1)
    output = tf.matmul(h, w2) + b2

# %% other: the biases are zeros and not made with tf.random.normal
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.zeros((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.zeros((1, 10))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% other: one single bias for all ten neurons of the output layer
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 1))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% other: a softmax follows the output layer, which should stay linear
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.nn.softmax(tf.matmul(h, w2) + b2)

# %% wiring: the neurons of the two layers are swapped, 10 hidden ones and 256 outputs
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 10))
b1 = tf.random.normal((1, 10))
w2 = tf.random.normal((10, 256))
b2 = tf.random.normal((1, 256))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% wiring: the first layer's bias, cut to ten numbers, is added in the output layer too
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b1[:, :10]

# %% wiring: the flattened matrix has another name, and inputs are the pictures as they were
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = images
flat = tf.reshape(inputs, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.matmul(flat, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% other: the pictures are divided by 255 though they have been random numbers below 1 already
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images / 255, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% wiring: a helper makes its own weights, so output comes from others than w1, b1, w2, b2
def activation(x):
    return 1 / (1 + tf.exp(-x))


def layer(x, neurons):
    w = tf.random.normal((x.shape[1], neurons))
    b = tf.random.normal((1, neurons))
    return tf.matmul(x, w) + b


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(layer(inputs, 256))
output = layer(h, 10)

# %% other: the hidden layer uses a ReLU in place of the sigmoid
def activation(x):
    return tf.maximum(0.0, x)


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% wiring: the sigmoid is applied to the hidden layer twice
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(activation(h), w2) + b2
