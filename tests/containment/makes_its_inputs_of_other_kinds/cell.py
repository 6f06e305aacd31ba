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

features = tf.zeros((1, 3), tf.complex128)
W1 = tf.zeros((3, 2), tf.bfloat16)
W2 = np.zeros((2, 1), "datetime64[s]")
B1 = np.zeros((1, 2), [("a", "f4"), ("b", "U9")])
B2 = np.zeros((1, 1), np.longdouble)


# %%
output = tf.zeros((1, 1))
