# %% everything in one line
output = sigmoid_activation(sigmoid_activation(features @ W1 + B1) @ W2 + B2)

# %% the hidden output has a name and the shapes are printed
hidden = sigmoid_activation(tf.matmul(features, W1) + B1)
print("hidden:", hidden.shape)
output = sigmoid_activation(tf.matmul(hidden, W2) + B2)
print("output:", output.shape)

# %% a function for one layer that is called twice
def layer(x, W, b):
    return sigmoid_activation(tf.matmul(x, W) + b)


output = layer(layer(features, W1, B1), W2, B2)

# %% a loop over the layers
output = features
for W, B in zip([W1, W2], [B1, B2]):
    output = sigmoid_activation(output @ W + B)

# %% a list of layers that is folded
from functools import reduce

layers = [(W1, B1), (W2, B2)]
output = reduce(lambda x, wb: sigmoid_activation(tf.matmul(x, wb[0]) + wb[1]), layers, features)

# %% the functions of TensorFlow instead of operators
h1 = tf.add(tf.linalg.matmul(features, W1), B1)
y1 = sigmoid_activation(h1)
h2 = tf.add(tf.linalg.matmul(y1, W2), B2)
output = sigmoid_activation(h2)

# %% a small class for a layer
class Layer:
    def __init__(self, weights, biases):
        self.weights = weights
        self.biases = biases

    def __call__(self, inputs):
        return sigmoid_activation(inputs @ self.weights + self.biases)


first, second = Layer(W1, B1), Layer(W2, B2)
output = second(first(features))

# %% neuron by neuron as in the exercises before
hidden = []
for j in range(n_hidden):
    h = tf.reduce_sum(features[0] * W1[:, j]) + B1[0, j]
    hidden.append(sigmoid_activation(h))
y1 = tf.reshape(tf.stack(hidden), (1, n_hidden))
output = sigmoid_activation(tf.matmul(y1, W2) + B2)

# %% everything turned to columns and back
x = tf.transpose(features)
y1 = sigmoid_activation(tf.matmul(W1, x, transpose_a=True) + tf.transpose(B1))
y2 = sigmoid_activation(tf.matmul(W2, y1, transpose_a=True) + tf.transpose(B2))
output = tf.transpose(y2)

# %% the biases as one more row of the weights
one = tf.ones((1, 1))
y1 = sigmoid_activation(tf.concat([features, one], axis=1) @ tf.concat([W1, B1], axis=0))
output = sigmoid_activation(tf.concat([y1, one], axis=1) @ tf.concat([W2, B2], axis=0))

# %% einsum for the products
y1 = sigmoid_activation(tf.einsum("ij,jk->ik", features, W1) + B1)
output = sigmoid_activation(tf.einsum("ij,jk->ik", y1, W2) + B2)

# %% a compiled function of the whole network
@tf.function
def network(x):
    y1 = sigmoid_activation(tf.matmul(x, W1) + B1)
    return sigmoid_activation(tf.matmul(y1, W2) + B2)


output = network(features)

# %% the same name goes on from layer to layer
x = features
x = tf.matmul(x, W1)
x = x + B1
x = sigmoid_activation(x)
x = tf.matmul(x, W2)
x = x + B2
output = sigmoid_activation(x)

# %% a look at the network without its hidden activation before the real one
collapsed = sigmoid_activation((features @ W1 + B1) @ W2 + B2)
print("without the first sigmoid:", collapsed.numpy())

y1 = sigmoid_activation(features @ W1 + B1)
output = sigmoid_activation(y1 @ W2 + B2)
print("with it:", output.numpy())
