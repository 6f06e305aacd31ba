# %% 10_softmax/softmax: naive
# blank: 1
def softmax(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x))

# %% 10_softmax/softmax: NumPy
# blank: 1
import numpy as np
def softmax(x):
    e = np.exp(x - np.max(x))
    return e / e.sum()

# %% 10_softmax/softmax: with keepdims, but no axis
# blank: 1
def softmax(x):
    powers = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return powers / tf.reduce_sum(powers, keepdims=True)
