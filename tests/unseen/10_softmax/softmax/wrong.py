# %% wiring: maximum and sum are taken along the columns in place of the rows
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=0, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=0, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% wiring: the largest score of the whole batch is subtracted, so rows far below it become nan
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% other: no maximum is subtracted, so scores in the thousands overflow
# blank: 1
def softmax(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% wiring: the maximum is subtracted above the fraction bar only
# blank: 1
def softmax(x):
    m = tf.reduce_max(x, axis=1, keepdims=True)
    return tf.exp(x - m) / tf.reduce_sum(tf.exp(x), axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% wiring: the function looks at output and not at its argument
# blank: 1
def softmax(x):
    m = tf.reduce_max(output, axis=1, keepdims=True)
    powers = tf.exp(output - m)
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% wiring: the totals are reshaped to 64 rows, whatever the batch is
# blank: 1
def softmax(x):
    m = tf.reshape(tf.reduce_max(x, axis=1), [64, 1])
    powers = tf.exp(x - m)
    totals = tf.reshape(tf.reduce_sum(powers, axis=1), [64, 1])
    return powers / totals


# blank: 2
probabilities = softmax(output)

# %% wiring: the sum is a loop over the first ten classes, however many there are
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    total = 0.0
    for i in range(10):
        total = total + powers[:, i]
    return powers / tf.expand_dims(total, 1)


# blank: 2
probabilities = softmax(output)

# %% wiring: the hidden layer's results go into softmax in place of the scores
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(h)

# %% wiring: softmax is applied to its own result once more
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)
probabilities = softmax(probabilities)

# %% wiring: the call's result is not kept, and the scores are called probabilities
# blank: 1
def softmax(x):
    shifted = x - tf.reduce_max(x, axis=1, keepdims=True)
    powers = tf.exp(shifted)
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
softmax(output)
probabilities = output

# %% wiring: only the first row of the scores is turned into probabilities
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output[:1])

# %% other: without keepdims the totals are a single row, and shapes do not fit
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1)


# blank: 2
probabilities = softmax(output)

# %% wiring: the maximum is the columns', the sum the rows'
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=0, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% other: the scores are divided by the largest one, where it should be subtracted
# blank: 1
def softmax(x):
    powers = tf.exp(x / tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% other: the likeliest digits in place of the probabilities
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = tf.argmax(softmax(output), axis=1)

# %% other: the sigmoid in place of the exponential function
# blank: 1
def softmax(x):
    powers = activation(x)
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% wiring: divided by the sum of the scores and not of their powers
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(x, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% wiring: the shifted scores stand above the fraction bar in place of their powers
# blank: 1
def softmax(x):
    x = x - tf.reduce_max(x, axis=1, keepdims=True)
    powers = tf.exp(x)
    return x / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% wiring: the scores are turned over before the call, so probabilities have ten rows
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(tf.transpose(output))

# %% wiring: return stands inside of the loop, so only the first row comes back
# blank: 1
def softmax(x):
    rows = []
    for row in x:
        powers = tf.exp(row - tf.reduce_max(row))
        rows.append(powers / tf.reduce_sum(powers))
        return tf.stack(rows)


# blank: 2
probabilities = softmax(output)

# %% other: large scores are cut at 80, so those in the thousands all count the same
# blank: 1
def softmax(x):
    powers = tf.exp(tf.minimum(x, 80.0))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% other: the mean of a row is subtracted in place of its largest score, so it may still overflow
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_mean(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% other: 64 bits in place of subtracting the maximum, which overflow above 709
# blank: 1
def softmax(x):
    powers = tf.exp(tf.cast(x, tf.float64))
    totals = tf.reduce_sum(powers, axis=1, keepdims=True)
    return tf.cast(powers / totals, tf.float32)


# blank: 2
probabilities = softmax(output)

# %% wiring: the maximum is computed outside of the function, from output
# blank: 1
largest = tf.reduce_max(output, axis=1, keepdims=True)


def softmax(x):
    powers = tf.exp(x - largest)
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax(output)

# %% wiring: the sum runs over the whole batch, so all rows together are 1
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers)


# blank: 2
probabilities = softmax(output)

# %% wiring: the function itself is called probabilities; it is not called on output
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, axis=1, keepdims=True)


# blank: 2
probabilities = softmax
