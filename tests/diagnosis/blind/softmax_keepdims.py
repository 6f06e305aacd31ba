# %% 10_softmax/softmax: keepdims left out of the sum
def softmax(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=1)

probabilities = softmax(output)

# %% 10_softmax/softmax: keepdims left out of the maximum as well
def softmax(x):
    x = x - tf.reduce_max(x, axis=1)
    return tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=1)

probabilities = softmax(output)

# %% 10_softmax/softmax: stable, only the sum lacks it
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=-1, keepdims=True))
    total = tf.reduce_sum(powers, axis=-1)
    return powers / total

probabilities = softmax(output)

# %% 10_softmax/softmax: in NumPy
import numpy as np

def softmax(x):
    x = np.asarray(x)
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1)

probabilities = softmax(output)

# %% 10_softmax/softmax: keepdims is set to False
def softmax(x):
    numerator = tf.math.exp(x)
    denominator = tf.math.reduce_sum(numerator, axis=1, keepdims=False)
    return tf.math.divide(numerator, denominator)

probabilities = softmax(output)
