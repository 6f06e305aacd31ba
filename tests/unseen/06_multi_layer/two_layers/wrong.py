# %% wiring: the second layer gets the hidden sum without its sigmoid, the hidden output is not used
h1 = tf.matmul(features, W1) + B1
y1 = sigmoid_activation(h1)
h2 = tf.matmul(h1, W2) + B2
output = sigmoid_activation(h2)

# %% wiring: the second layer's bias is added in both layers
y1 = sigmoid_activation(tf.matmul(features, W1) + B2)
output = sigmoid_activation(tf.matmul(y1, W2) + B2)

# %% wiring: the first layer's biases are added in both layers, so the output has two numbers
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(tf.matmul(y1, W2) + B1)

# %% wiring: the biases of the two layers are swapped
hidden = sigmoid_activation(features @ W1 + B2)
output = sigmoid_activation(hidden @ W2 + B1)

# %% wiring: a layer function adds the bias B1 from outside instead of its own argument
def layer(x, W, B):
    return sigmoid_activation(tf.matmul(x, W) + B1)


hidden = layer(features, W1, B1)
output = layer(hidden, W2, B2)

# %% wiring: the biases are added after the sigmoid in both layers
y1 = sigmoid_activation(tf.matmul(features, W1)) + B1
output = sigmoid_activation(tf.matmul(y1, W2)) + B2

# %% wiring: the bias is added to the weights before the product
y1 = sigmoid_activation(tf.matmul(features, W1 + B1))
output = sigmoid_activation(tf.matmul(y1, W2 + B2))

# %% wiring: the sigmoid stands after the loop over the layers, so it is taken only once
x = features
for W, B in ((W1, B1), (W2, B2)):
    x = tf.matmul(x, W) + B
output = sigmoid_activation(x)

# %% wiring: the second layer is computed from the features again instead of the hidden output
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
y2 = sigmoid_activation(tf.matmul(features[:, :n_hidden], W2) + B2)
output = y2

# %% wiring: the output of the hidden layer is handed over as the output of the network
y1 = sigmoid_activation(features @ W1 + B1)
y2 = sigmoid_activation(y1 @ W2 + B2)
output = y1

# %% wiring: the last sigmoid is called but its result is not kept
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
output = tf.matmul(y1, W2) + B2
sigmoid_activation(output)

# %% wiring: new random weights are drawn for the second layer
W2 = tf.random.normal((n_hidden, n_output))
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(tf.matmul(y1, W2) + B2)

# %% wiring: the hidden sums are added up to one number before the biases, as for a single neuron
h1 = tf.reduce_sum(tf.matmul(features, W1)) + B1
y1 = sigmoid_activation(h1)
output = sigmoid_activation(tf.matmul(y1, W2) + B2)

# %% wiring: the weights are reshaped to rows and turned back, which mixes up the neurons
W1_rows = tf.reshape(W1, (n_hidden, n_input))
y1 = sigmoid_activation(tf.matmul(features, W1_rows, transpose_b=True) + B1)
output = sigmoid_activation(tf.matmul(y1, W2) + B2)

# %% wiring: the weight matrices of the two layers are swapped, the sizes do not agree
y1 = sigmoid_activation(tf.matmul(features, W2) + B1)
output = sigmoid_activation(tf.matmul(y1, W1) + B2)

# %% wiring: only the first hidden neuron goes on to the second layer
y1 = sigmoid_activation(features @ W1 + B1)
output = sigmoid_activation(y1[:, :1] @ W2[:1] + B2)

# %% wiring: the matrices of the worked example are used instead of the network's
x = tf.constant([[1.0, 2.0]])
y1 = sigmoid_activation(x @ tf.constant([[1.0, 0.0], [-1.0, 1.0]]) + tf.constant([[1.0, -2.0]]))
output = sigmoid_activation(y1 @ tf.constant([[2.0], [-4.0]]) + tf.constant([[1.0]]))

# %% wiring: the hidden activation is taken of the features, before the first product
x = sigmoid_activation(features)
h = tf.matmul(x, W1) + B1
output = sigmoid_activation(tf.matmul(h, W2) + B2)

# %% other: the second product is a star, which gives a table of 2 by 2
y1 = sigmoid_activation(tf.matmul(features, W1) + B1)
output = sigmoid_activation(y1 * W2 + B2)

# %% other: the biases of both layers are forgotten
output = sigmoid_activation(tf.matmul(sigmoid_activation(tf.matmul(features, W1)), W2))

# %% other: the second layer has no activation
y1 = sigmoid_activation(features @ W1 + B1)
output = y1 @ W2 + B2

# %% other: relu in the hidden layer instead of the sigmoid
y1 = tf.nn.relu(tf.matmul(features, W1) + B1)
output = sigmoid_activation(tf.matmul(y1, W2) + B2)

# %% other: both products are collapsed into one, without the hidden bias and sigmoid
output = sigmoid_activation(features @ (W1 @ W2) + B2)
