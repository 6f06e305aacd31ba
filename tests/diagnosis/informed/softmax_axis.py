# %% 10_softmax/softmax: naive, along columns
# blank: 1
def softmax(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=0)

# %% 10_softmax/softmax: NumPy
# blank: 1
import numpy as np
def softmax(z):
    e = np.exp(z - np.max(z, axis=0))
    return e / e.sum(axis=0)

# %% 10_softmax/softmax: ready-made, wrong axis
# blank: 1
def softmax(x):
    return tf.nn.softmax(x, axis=0)
