# %% wiring: the bias is added to each product before the sum, so it counts five times
y = sigmoid_activation(tf.reduce_sum(features * weights + bias))

# %% wiring: the sigmoid is taken of each product, and the sum and the bias come after it
y = tf.reduce_sum(sigmoid_activation(features * weights)) + bias

# %% wiring: the bias is added after the sigmoid instead of before
h = tf.reduce_sum(features * weights)
y = sigmoid_activation(h) + bias

# %% wiring: the sigmoid is called but its result is not kept
y = tf.reduce_sum(tf.multiply(features, weights)) + bias
sigmoid_activation(y)

# %% wiring: the sigmoid is applied twice
h = tf.reduce_sum(features * weights) + bias
h = sigmoid_activation(h)
y = sigmoid_activation(h)

# %% wiring: the features are multiplied by themselves, the weights are not used
h = tf.reduce_sum(tf.multiply(features, features)) + bias
y = sigmoid_activation(h)

# %% wiring: features and weights are added up apart, and only then multiplied
total_features = tf.reduce_sum(features)
total_weights = tf.reduce_sum(weights)
h = total_features * total_weights + bias
y = sigmoid_activation(h)

# %% wiring: the bias is added in each round of the loop
h = 0.0
for i in range(5):
    h = h + features[0, i] * weights[0, i]
    h = h + bias
y = sigmoid_activation(h)

# %% wiring: the loop stops one feature too early
h = bias
for i in range(features.shape[1] - 1):
    h = h + features[:, i] * weights[:, i]
y = sigmoid_activation(h)

# %% wiring: the sum is overwritten in each round, so only the last product is left
for i in range(features.shape[1]):
    h = features[0, i] * weights[0, i]
y = sigmoid_activation(h + bias)

# %% wiring: new random features are drawn in place of the given ones
x = tf.random.normal((1, 5))
h = tf.reduce_sum(x * weights) + bias
y = sigmoid_activation(h)

# %% wiring: the numbers of the worked example are used instead of the given tensors
x = tf.constant([[2.0, -1.0]])
w = tf.constant([[0.5, 3.0]])
b = tf.constant([[1.0]])
y = sigmoid_activation(tf.reduce_sum(x * w) + b)

# %% wiring: the bias is multiplied in together with the weights instead of added
h = tf.reduce_sum(features * weights * bias)
y = sigmoid_activation(h)

# %% wiring: the sum with the bias is computed, but the sum without it goes into the sigmoid
s = tf.reduce_sum(features * weights)
h = s + bias
y = sigmoid_activation(s)

# %% wiring: the name y is bound to the function, which is never called with the sum
h = tf.reduce_sum(features * weights) + bias
y = sigmoid_activation

# %% other: nothing is added up, y has five numbers
y = sigmoid_activation(features * weights + bias)

# %% other: the sum is taken along axis 0, which has one row only, so five numbers stay
h = tf.reduce_sum(features * weights, axis=0) + bias
y = sigmoid_activation(h)

# %% other: the mean of the products instead of their sum
h = tf.reduce_mean(features * weights) + bias
y = sigmoid_activation(h)

# %% other: an own sigmoid without the minus sign in the exponent
h = tf.reduce_sum(features * weights) + bias
y = 1 / (1 + tf.exp(h))

# %% other: features and weights are added instead of multiplied
h = tf.reduce_sum(features + weights) + bias
y = sigmoid_activation(h)

# %% other: the bias is subtracted
h = tf.reduce_sum(features * weights) - bias
y = sigmoid_activation(h)

# %% other: the answer is rounded to yes or no
h = tf.reduce_sum(features * weights) + bias
y = tf.round(sigmoid_activation(h))
