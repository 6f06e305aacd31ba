# %% the whole network in one expression, with the @ sign for products
sigmoid = lambda x: 1 / (1 + tf.exp(-x))

inputs = tf.reshape(images, (-1, 28 * 28))

w1, b1 = tf.random.normal((784, 256)), tf.random.normal((1, 256))
w2, b2 = tf.random.normal((256, 10)), tf.random.normal((1, 10))

output = sigmoid(inputs @ w1 + b1) @ w2 + b2

# %% flattened by the layer of Keras
def sigmoid(z):
    return 1.0 / (1.0 + tf.math.exp(-z))


inputs = tf.keras.layers.Flatten()(images)

w1 = tf.random.normal(shape=[784, 256])
b1 = tf.random.normal(shape=[1, 256])
w2 = tf.random.normal(shape=[256, 10])
b2 = tf.random.normal(shape=[1, 10])

hidden = sigmoid(tf.add(tf.matmul(inputs, w1), b1))
output = tf.add(tf.matmul(hidden, w2), b2)

# %% a helper for a dense layer, with an activation or without
def activation(x):
    return (1 + tf.exp(-x)) ** -1


def dense(x, w, b, f=None):
    y = tf.matmul(x, w) + b
    return y if f is None else f(y)


inputs = tf.reshape(images, [images.shape[0], -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

output = dense(dense(inputs, w1, b1, activation), w2, b2)

# %% weights as variables, and the sizes as named numbers
batch, height, width, channels = images.shape
n_inputs = height * width * channels
n_hidden = 256
n_output = 10

inputs = tf.reshape(images, [batch, n_inputs])

w1 = tf.Variable(tf.random.normal((n_inputs, n_hidden)), name="w1")
b1 = tf.Variable(tf.random.normal((1, n_hidden)), name="b1")
w2 = tf.Variable(tf.random.normal((n_hidden, n_output)), name="w2")
b2 = tf.Variable(tf.random.normal((1, n_output)), name="b2")


def sigmoid(x):
    return 1 / (1 + tf.exp(-x))


h = sigmoid(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2

# %% one picture after the other, and the rows put together at the end
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

rows = []
for row in inputs:
    row = tf.expand_dims(row, 0)
    h = activation(tf.matmul(row, w1) + b1)
    rows.append(tf.matmul(h, w2) + b2)

output = tf.concat(rows, axis=0)

# %% a loop over the layers
def sigmoid(x):
    return 1 / (1 + tf.exp(-x))


def linear(x):
    return x


inputs = tf.reshape(images, [64, 784])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

output = inputs
for w, b, f in [(w1, b1, sigmoid), (w2, b2, linear)]:
    output = f(tf.matmul(output, w) + b)
    print(output.shape)

# %% einsum for the products, and the sigmoid from exp and reciprocal
def activation(x):
    return tf.math.reciprocal(tf.add(1.0, tf.exp(tf.negative(x))))


inputs = tf.reshape(images, [images.shape[0], -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.einsum("ij,jk->ik", inputs, w1) + b1)
output = tf.einsum("ij,jk->ik", h, w2) + b2

# %% tried on the worked example first, and compared with the sigmoid of TensorFlow
def activation(x):
    """The sigmoid."""
    return 1 / (1 + tf.exp(-x))


# the example: 9.82 and 0.18
X = tf.constant([[1.0, 0.0], [0.0, 1.0]])
W_1 = tf.constant([[0.0, 4.0], [0.0, -4.0]])
W_2 = tf.constant([[2.0], [10.0]])
print(tf.matmul(activation(tf.matmul(X, W_1)), W_2) - 1)

# is it the same as theirs?
print(tf.reduce_max(tf.abs(activation(X) - tf.sigmoid(X))))

inputs = tf.reshape(images, [images.shape[0], -1])
assert inputs.shape == (64, 784)

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

h = activation(tf.matmul(inputs, w1) + b1)
output = tf.matmul(h, w2) + b2
print("one picture's scores:", output[0].numpy())

# %% a graph function called with the inputs and the four weights
@tf.function
def forward(x, w_hidden, b_hidden, w_out, b_out):
    z = tf.matmul(x, w_hidden) + b_hidden
    a = 1 / (1 + tf.exp(-z))
    return tf.matmul(a, w_out) + b_out


inputs = tf.reshape(images, [64, -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))
w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

output = forward(inputs, w1, b1, w2, b2)

# %% flattened by NumPy, products by tensordot
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.constant(images.numpy().reshape(64, -1))

w1 = tf.random.normal((784, 256), mean=0.0, stddev=1.0)
b1 = tf.random.normal((1, 256), mean=0.0, stddev=1.0)
w2 = tf.random.normal((256, 10), mean=0.0, stddev=1.0)
b2 = tf.random.normal((1, 10), mean=0.0, stddev=1.0)

sums = tf.tensordot(inputs, w1, axes=1) + b1
output = tf.tensordot(activation(sums), w2, axes=1) + b2

# %% a small class for a layer, which gets its weights
class Layer:
    def __init__(self, weights, bias):
        self.weights = weights
        self.bias = bias

    def __call__(self, x):
        return tf.matmul(x, self.weights) + self.bias


def sigmoid(x):
    powers = tf.exp(-x)
    return 1 / (1 + powers)


w1 = tf.random.normal([784, 256])
b1 = tf.random.normal([1, 256])
w2 = tf.random.normal([256, 10])
b2 = tf.random.normal([1, 10])

hidden_layer = Layer(w1, b1)
output_layer = Layer(w2, b2)

inputs = tf.reshape(images, [64, -1])
output = output_layer(sigmoid(hidden_layer(inputs)))
