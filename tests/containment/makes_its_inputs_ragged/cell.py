# %%
import tensorflow as tf


def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-x))


# %%
tf.random.set_seed(7)
features = tf.random.normal((1, 3))
n_input, n_hidden, n_output = features.shape[1], 2, 1
W1 = tf.random.normal((n_input, n_hidden))
W2 = tf.random.normal((n_hidden, n_output))
B1 = tf.random.normal((1, n_hidden))
B2 = tf.random.normal((1, n_output))

# %%
import numpy as np

features = tf.ragged.constant([[1.0, 2.0], [3.0]])
W1 = tf.sparse.from_dense([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]])
W2 = tf.TensorArray(tf.float32, 2)
B1 = tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, -1, -1, -2)


# %%
output = tf.zeros((1, 1))
