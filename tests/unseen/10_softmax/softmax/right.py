# %% the last axis counted from the end, each step with a name
# blank: 1
def softmax(x):
    largest = tf.reduce_max(x, axis=-1, keepdims=True)
    shifted = tf.subtract(x, largest)
    powers = tf.math.exp(shifted)
    totals = tf.reduce_sum(powers, axis=-1, keepdims=True)
    return tf.divide(powers, totals)


# blank: 2
probabilities = softmax(output)

# %% one row after the other with map_fn
# blank: 1
def softmax_of_row(row):
    powers = tf.exp(row - tf.reduce_max(row))
    return powers / tf.reduce_sum(powers)


def softmax(x):
    return tf.map_fn(softmax_of_row, x)


# blank: 2
probabilities = softmax(output)

# %% a Python loop over the rows, stacked at the end
# blank: 1
def softmax(x):
    rows = []
    for i in range(x.shape[0]):
        row = x[i] - tf.reduce_max(x[i])
        powers = tf.exp(row)
        rows.append(powers / tf.reduce_sum(powers))
    return tf.stack(rows)


# blank: 2
probabilities = softmax(output)

# %% new axes in place of keepdims
# blank: 1
def softmax(x):
    m = tf.reduce_max(x, axis=1)[:, tf.newaxis]
    powers = tf.exp(x - m)
    return powers / tf.expand_dims(tf.reduce_sum(powers, axis=1), axis=1)


# blank: 2
probabilities = softmax(x=output)

# %% turned over, divided and turned back
# blank: 1
def softmax(x):
    x = tf.transpose(x)
    powers = tf.exp(x - tf.reduce_max(x, axis=0))
    return tf.transpose(powers / tf.reduce_sum(powers, axis=0))


# blank: 2
probabilities = softmax(output)

# %% with the functions of Keras, which also take axis and keepdims
# blank: 1
def softmax(x):
    ops = tf.keras.ops
    powers = ops.exp(x - ops.max(x, axis=1, keepdims=True))
    return powers / ops.sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% computed by NumPy and given back as a tensor
# blank: 1
import numpy as np


def softmax(x):
    x = np.asarray(x, dtype=np.float32)
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return tf.convert_to_tensor(powers / powers.sum(axis=1, keepdims=True))


# blank: 2
probabilities = softmax(output)

# %% the logarithm of the total is subtracted in the exponent, after the maximum
# blank: 1
def softmax(x):
    x = x - tf.reduce_max(x, axis=1, keepdims=True)
    return tf.exp(x - tf.math.log(tf.reduce_sum(tf.exp(x), axis=1, keepdims=True)))


# blank: 2
probabilities = softmax(output)

# %% a graph function, tried on the worked example before it is used
# blank: 1
@tf.function
def softmax(x):
    """Softmax along the rows, safe for large scores."""
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


print(softmax(tf.constant([[2.0, 1.0, 0.0]])).numpy())
print(softmax(tf.constant([[1002.0, 1001.0, 1000.0]])).numpy())

# blank: 2
probabilities = softmax(output)
print("likeliest digits:", tf.argmax(probabilities, axis=1).numpy())
print("difference to theirs:", float(tf.reduce_max(tf.abs(probabilities - tf.nn.softmax(output)))))

# %% the largest score found by sorting, the total by a product with ones
# blank: 1
def softmax(x):
    largest = tf.sort(x, axis=1, direction="DESCENDING")[:, :1]
    powers = tf.exp(x - largest)
    ones = tf.ones((x.shape[1], 1))
    return powers / tf.matmul(powers, ones)


# blank: 2
probabilities = softmax(output)

# %% lists are taken too, and the exponential function is written as a helper
# blank: 1
def safe_exp(scores):
    return tf.exp(scores - tf.reduce_max(scores, axis=1, keepdims=True))


def softmax(x):
    x = tf.convert_to_tensor(x, dtype=tf.float32)
    e = safe_exp(x)
    return e / tf.reduce_sum(e, 1, True)


# blank: 2
scores = tf.identity(output)
probabilities = softmax(scores)
# each row should be 1
tf.debugging.assert_near(tf.reduce_sum(probabilities, axis=1), tf.ones(64), atol=1e-4)

# %% lambdas, and the two keywords kept in a dictionary
# blank: 1
keep = dict(axis=1, keepdims=True)
normalized = lambda p: p / tf.reduce_sum(p, **keep)
softmax = lambda x: normalized(tf.exp(x - tf.reduce_max(x, **keep)))

# blank: 2
probabilities = softmax(output)
