# %%
import tensorflow as tf


def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-x))


# %%
tf.random.set_seed(7)

features = tf.random.normal((1, 3))

# the sizes of the layers
n_input = features.shape[1]
n_hidden = 2
n_output = 1

# the weights, first layer (3, 2), second layer (2, 1)
W1 = tf.random.normal((n_input, n_hidden))
W2 = tf.random.normal((n_hidden, n_output))

# the biases, first layer (1, 2), second layer (1, 1)
B1 = tf.random.normal((1, n_hidden))
B2 = tf.random.normal((1, n_output))

# %%
output = sigmoid_activation(sigmoid_activation(features @ W1 + B1) @ W2 + B2)
print(output)
