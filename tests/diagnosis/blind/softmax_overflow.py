# %% 10_softmax/softmax: as in the notes
def softmax(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x), axis = 1, keepdims = True)

probabilities = softmax(output)

# %% 10_softmax/softmax: in NumPy
import numpy as np

def softmax(x):
    e = np.exp(np.array(x))
    return e / e.sum(axis=1, keepdims=True)

probabilities = softmax(output)

# %% 10_softmax/softmax: with the last axis and tf.divide
def softmax(x):
    exps = tf.math.exp(x)
    return tf.divide(exps, tf.reduce_sum(exps, axis=-1, keepdims=True))

probabilities = softmax(output)

# %% 10_softmax/softmax: a loop over the rows
def softmax(x):
    rows = []
    for row in x:
        e = tf.exp(row)
        rows.append(e / tf.reduce_sum(e))
    return tf.stack(rows)

probabilities = softmax(output)

# %% 10_softmax/softmax: with expand_dims
def softmax(x):
    nominator = tf.exp(x)
    sums = tf.expand_dims(tf.reduce_sum(nominator, axis=1), 1)
    return nominator / sums

probabilities = softmax(output)

# %% 10_softmax/softmax: transposed so that the division fits
def softmax(x):
    t = tf.transpose(tf.exp(x))
    return tf.transpose(t / tf.reduce_sum(t, axis=0))

probabilities = softmax(output)
