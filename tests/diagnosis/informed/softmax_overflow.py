# %% 10_softmax/softmax: NumPy, naive
# blank: 1
import numpy as np
def softmax(x):
    e = np.exp(x)
    return e / np.sum(e, axis=1, keepdims=True)

# %% 10_softmax/softmax: reshaped sums
# blank: 1
def softmax(x):
    total = tf.reshape(tf.reduce_sum(tf.exp(x), axis=1), (-1, 1))
    return tf.exp(x) / total

# %% 10_softmax/softmax: transposed
# blank: 1
def softmax(x):
    e = tf.transpose(tf.exp(x))
    return tf.transpose(e / tf.reduce_sum(e, axis=0))
