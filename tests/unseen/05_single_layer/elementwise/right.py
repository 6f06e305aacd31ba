# %% all in one line
y = sigmoid_activation(tf.reduce_sum(features * weights) + bias)

# %% one name for each step of the table
products = features * weights
added_up = tf.reduce_sum(products)
with_bias = added_up + bias
y = sigmoid_activation(with_bias)
print(products.shape, added_up.shape, with_bias.shape, y.shape)

# %% a loop over the features that begins at zero
h = 0.0
for i in range(features.shape[1]):
    h += features[0, i] * weights[0, i]
h += bias
y = sigmoid_activation(h)

# %% the bias is the start of the sum
h = bias
for x_i, w_i in zip(features[0], weights[0]):
    h = h + x_i * w_i
y = sigmoid_activation(h)

# %% a function for any neuron
def neuron(x, w, b):
    """The output of one neuron."""
    h = tf.math.reduce_sum(tf.math.multiply(x, w))
    return sigmoid_activation(tf.math.add(h, b))


y = neuron(features, weights, bias)

# %% the sum along the second axis keeps the matrix
h = tf.reduce_sum(features * weights, axis=1, keepdims=True) + bias
y = sigmoid_activation(h)

# %% the built in sigmoid of TensorFlow
h = tf.reduce_sum(tf.multiply(weights, features)) + bias
y = tf.sigmoid(h)

# %% the bias without its axes so that the output is a scalar
b = tf.squeeze(bias)
h = tf.add(tf.reduce_sum(features * weights), b)
y = sigmoid_activation(h)

# %% the sigmoid is written out
h = tf.reduce_sum(features * weights) + bias[0, 0]
y = 1.0 / (1.0 + tf.exp(-h))

# %% the sum of Python over the row
y = sigmoid_activation(sum((features * weights)[0]) + bias)

# %% add_n over the single products
terms = [x * w for x, w in zip(tf.unstack(features, axis=1), tf.unstack(weights, axis=1))]
h = tf.add_n(terms) + bias
y = sigmoid_activation(h)

# %% einsum multiplies and adds up at once
h = tf.einsum("ij,ij->", features, weights) + bias
y = sigmoid_activation(h)

# %% a check by hand of the example before the own neuron
# the worked example should give about 0.269
x = tf.constant([[2.0, -1.0]])
w = tf.constant([[0.5, 3.0]])
print("example:", sigmoid_activation(tf.reduce_sum(x * w) + 1.0))

# and now with the real numbers
y = sigmoid_activation(tf.reduce_sum(features * weights) + bias)
print("without the bias it would be", sigmoid_activation(tf.reduce_sum(features * weights)))

# %% a lambda for the weighted sum and a check of the range
weighted_sum = lambda x, w: tf.reduce_sum(tf.multiply(x, w))
y = sigmoid_activation(weighted_sum(features, weights) + bias)
assert 0 < float(tf.squeeze(y)) < 1
