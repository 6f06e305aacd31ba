# %% the operator and a turned row
y = sigmoid_activation(features @ tf.transpose(weights) + bias)

# %% the turned weights have a name of their own
weights_column = tf.transpose(weights)
print(features.shape, weights_column.shape)
weighted_sum = tf.matmul(features, weights_column)
y = sigmoid_activation(weighted_sum + bias)

# %% the column by reshape
column = tf.reshape(weights, (-1, 1))
h = tf.matmul(features, column)
h = tf.add(h, bias)
y = sigmoid_activation(h)

# %% the weights as the row and the features as the column
y = sigmoid_activation(tf.matmul(weights, features, transpose_b=True) + bias)

# %% the column by a new axis
w = weights[0]
w = w[:, tf.newaxis]
y = sigmoid_activation(features @ w + bias)

# %% a function of a neuron that turns the weights itself
def neuron(x, w, b):
    # (1, 5) times (5, 1) is (1, 1)
    return sigmoid_activation(tf.linalg.matmul(x, w, transpose_b=True) + b)


y = neuron(features, weights, bias)

# %% the arguments by position
product = tf.matmul(features, weights, False, True)
y = sigmoid_activation(product + bias)

# %% the built in sigmoid
y = tf.nn.sigmoid(tf.matmul(features, tf.transpose(weights, perm=[1, 0])) + bias)

# %% the sigmoid is written out
h = bias + features @ tf.linalg.matrix_transpose(weights)
y = 1 / (1 + tf.exp(-h))

# %% a try that fails is caught and then corrected
try:
    tf.matmul(features, weights)
except (tf.errors.InvalidArgumentError, ValueError) as error:
    print("as expected:", type(error).__name__)

y = sigmoid_activation(tf.matmul(a=features, b=weights, transpose_b=True) + bias)

# %% the bias as a weight of a feature that is always one
x_and_one = tf.concat([features, tf.ones((1, 1))], axis=1)
w_and_b = tf.concat([weights, bias], axis=1)
y = sigmoid_activation(tf.matmul(x_and_one, tf.transpose(w_and_b)))

# %% compared with the sum of the exercise before
y = sigmoid_activation(tf.matmul(features, weights, transpose_b=True) + bias)

old = sigmoid_activation(tf.reduce_sum(features * weights) + bias)
print("now", y.numpy(), "before", old.numpy(), "difference", (y - old).numpy())

# %% the table of five by five is looked at only
outer = tf.matmul(tf.transpose(features), weights)
print("the wrong one turned:", outer.shape)
inner = tf.matmul(features, tf.transpose(weights))
print("the right one turned:", inner.shape)
h = inner + bias
y = sigmoid_activation(h)
