# %% wiring: the features are turned instead of the weights, which gives a table of 5 by 5
h = tf.matmul(features, weights, transpose_a=True) + bias
y = sigmoid_activation(h)

# %% wiring: both rows are turned, so the inner sizes do not agree again
h = tf.matmul(tf.transpose(features), tf.transpose(weights)) + bias
y = sigmoid_activation(h)

# %% wiring: the weights are turned, but the turned matrix is not kept
tf.transpose(weights)
h = tf.matmul(features, weights) + bias
y = sigmoid_activation(h)

# %% wiring: the product is turned instead of one of its factors
h = tf.transpose(tf.matmul(features, weights)) + bias
y = sigmoid_activation(h)

# %% wiring: the features are multiplied by themselves, the weights play no part
h = tf.matmul(features, features, transpose_b=True) + bias
y = sigmoid_activation(h)

# %% wiring: the bias is added after the sigmoid
y = sigmoid_activation(tf.matmul(features, weights, transpose_b=True)) + bias

# %% wiring: the bias is added to the features before the product, so it is weighed five times
h = tf.matmul(features + bias, weights, transpose_b=True)
y = sigmoid_activation(h)

# %% wiring: the sigmoid's result is not kept, y is the weighted sum with the bias
y = tf.matmul(features, tf.transpose(weights)) + bias
sigmoid_activation(y)

# %% wiring: the sum with the bias is made, but the product without it goes into the sigmoid
product = features @ tf.transpose(weights)
h = product + bias
y = sigmoid_activation(product)

# %% wiring: the lists and prices of the worked example are multiplied
h = tf.matmul(lists, prices) + bias
y = sigmoid_activation(h)

# %% wiring: the sigmoid is taken of the features and of the result
x = sigmoid_activation(features)
h = tf.matmul(x, weights, transpose_b=True) + bias
y = sigmoid_activation(h)

# %% wiring: the bias is added in both lines
h = tf.matmul(features, tf.transpose(weights)) + bias
y = sigmoid_activation(h + bias)

# %% wiring: the wrong row is turned, and the table of 5 by 5 is then added up to one number
table = tf.matmul(tf.transpose(features), weights)
h = tf.reduce_sum(table) + bias
y = sigmoid_activation(h)

# %% wiring: the weights are drawn again as a column instead of turning the given ones
weights_column = tf.random.normal((5, 1))
h = tf.matmul(features, weights_column) + bias
y = sigmoid_activation(h)

# %% other: no row is turned at all
y = sigmoid_activation(tf.matmul(features, weights) + bias)

# %% other: the weights are turned, but the star is used, which only multiplies each with each
column = tf.transpose(weights)
y = sigmoid_activation(features * column + bias)

# %% other: the weighted sum is again by star and reduce_sum, no matrix product
h = tf.reduce_sum(features * weights) + bias
y = sigmoid_activation(h)

# %% other: the bias is forgotten
y = sigmoid_activation(features @ tf.transpose(weights))

# %% other: the turned weights are asked for with .T as in NumPy, which a tensor does not have
h = features @ weights.T + bias
y = sigmoid_activation(h)

# %% other: an own sigmoid with the wrong sign in the exponent
h = tf.matmul(features, weights, transpose_b=True) + bias
y = 1 / (1 + tf.exp(h))

# %% other: the products stand on the diagonal of a table of 5 by 5 and are never added up
table = tf.matmul(features, weights, transpose_a=True)
products = tf.linalg.diag_part(table)
y = sigmoid_activation(products + bias)
