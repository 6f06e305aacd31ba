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

features = np.zeros((1,) * 30 + (0, 3), np.float32)
W1 = np.zeros((2**40, 0), np.float32)


# %%
output = tf.zeros((1, 1))
