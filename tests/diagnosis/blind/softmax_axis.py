# %% 10_softmax/softmax: stable, but along the columns
def softmax(x):
    e = tf.exp(x - tf.reduce_max(x, axis=0, keepdims=True))
    return e / tf.reduce_sum(e, axis=0, keepdims=True)

probabilities = softmax(output)

# %% 10_softmax/softmax: the ready-made one with axis=0
def softmax(x):
    return tf.nn.softmax(x, axis=0)

probabilities = softmax(output)

# %% 10_softmax/softmax: in NumPy
import numpy as np

def softmax(x):
    x = np.array(x)
    ex = np.exp(x - x.max())
    return ex / ex.sum(axis=0)

probabilities = softmax(output)

# %% 10_softmax/softmax: the batch's maximum, the columns' sums
def softmax(x):
    # substract max for stability
    m = tf.reduce_max(x)
    powers = tf.exp(x - m)
    return tf.divide(powers, tf.reduce_sum(powers, 0))

probabilities = softmax(output)

# %% 10_softmax/softmax: a loop over the columns
def softmax(x):
    columns = []
    for j in range(x.shape[1]):
        c = tf.exp(x[:, j] - tf.reduce_max(x[:, j]))
        columns.append(c / tf.reduce_sum(c))
    return tf.stack(columns, axis=1)

probabilities = softmax(output)

# %% 10_softmax/softmax: turned round before and after
def softmax(x):
    return tf.transpose(tf.nn.softmax(tf.transpose(x)))

probabilities = softmax(output)
