# %% 10_softmax/softmax: exponentials over their sums
# blank: 1
def softmax(x):
    e = tf.exp(x)
    return e / tf.reduce_sum(e, axis=1)

# %% 10_softmax/softmax: NumPy
# blank: 1
import numpy as np
def softmax(x):
    e = np.exp(x)
    return e / np.sum(e, axis=1)

# %% 10_softmax/softmax: the maximum too
# blank: 1
def softmax(x):
    e = tf.exp(x - tf.reduce_max(x, axis=-1))
    return e / tf.reduce_sum(e, axis=-1)
