# %% 10_softmax/softmax: no axis anywhere
def softmax(x):
    return tf.exp(x - tf.reduce_max(x)) / tf.reduce_sum(tf.exp(x - tf.reduce_max(x)))

probabilities = softmax(output)

# %% 10_softmax/softmax: the maximum has an axis, the sum has none
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers)

probabilities = softmax(output)

# %% 10_softmax/softmax: in NumPy
import numpy as np

def softmax(x):
    e_x = np.exp(x - np.max(x))
    return e_x / e_x.sum()

probabilities = softmax(output)

# %% 10_softmax/softmax: keepdims without an axis
def softmax(x):
    e = tf.exp(x - tf.reduce_max(x, keepdims=True))
    s = tf.reduce_sum(e, keepdims=True)
    return tf.divide(e, s)

probabilities = softmax(output)

# %% 10_softmax/softmax: both axes
def softmax(x):
    e = tf.math.exp(x - tf.math.reduce_max(x, axis=[0, 1]))
    return e / tf.math.reduce_sum(e, axis=[0, 1])

probabilities = softmax(output)

# %% 10_softmax/softmax: all scores in one long row
def softmax(x):
    flat = tf.reshape(x, [-1])
    return tf.reshape(tf.nn.softmax(flat), x.shape)

probabilities = softmax(output)
