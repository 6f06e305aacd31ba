# exercise: 06_multi_layer/two_layers

# %% [markdown]
# # A network with a hidden layer
#
# One neuron can only weigh its inputs once. As soon as some neurons look at the *outputs* of other neurons, the
# network can express much more. In this exercise you take an input through a layer of two hidden neurons and on to
# one output neuron, as two matrix products.
#
# **You will learn** how a whole layer is computed at once, how the shapes of its matrices fit together, and that
# a deeper network is the same step, taken again.

# %% [markdown]
# ## A layer is one matrix product
#
# Each neuron of a layer has its own weights, one for every input. Write the weights of one neuron into a column,
# put the columns side by side, and you have the *weight matrix* $W$ of the layer: as many rows as there are
# inputs, as many columns as there are neurons. Then one product computes the weighted sums of all neurons:
#
# $$h = x W + b \qquad y = \sigma(h)$$
#
# Here $x$ is a row of inputs, $b$ a row with one bias for each neuron, and the sigmoid $\sigma$ is applied to every
# element on its own.
#
# To stack a second layer on the first, use the first layer's output $y_1$ as the second layer's input:
#
# $$y_1 = \sigma(x W_1 + b_1) \qquad \text{output} = \sigma(y_1 W_2 + b_2)$$
#
# Each layer has **its own** weights and **its own** biases, and the activation is applied **after each** layer.
# Without the first one, the two products would collapse into a single one, and the hidden layer would be of no use.

# %% [markdown]
# ## A worked example
#
# Two inputs, two hidden neurons, one output neuron:
#
# $$x = \begin{pmatrix} 1 & 2 \end{pmatrix} \quad
# W_1 = \begin{pmatrix} 1 & 0 \\ -1 & 1 \end{pmatrix} \quad
# b_1 = \begin{pmatrix} 1 & -2 \end{pmatrix} \quad
# W_2 = \begin{pmatrix} 2 \\ -4 \end{pmatrix} \quad
# b_2 = \begin{pmatrix} 1 \end{pmatrix}$$
#
# **First layer.** $x W_1 = \begin{pmatrix} 1 \cdot 1 + 2 \cdot (-1) & 1 \cdot 0 + 2 \cdot 1 \end{pmatrix}
# = \begin{pmatrix} -1 & 2 \end{pmatrix}$. With the biases that is $\begin{pmatrix} 0 & 0 \end{pmatrix}$, and
# the sigmoid makes it $y_1 = \begin{pmatrix} 0.5 & 0.5 \end{pmatrix}$.
#
# **Second layer.** $y_1 W_2 = 0.5 \cdot 2 + 0.5 \cdot (-4) = -1$. With the bias that is $0$, so the output is
# $\sigma(0) = 0.5$.
#
# Follow the shapes, too: $(1, 2) \cdot (2, 2) \to (1, 2)$, and then $(1, 2) \cdot (2, 1) \to (1, 1)$. The inner
# numbers of a product have to agree; the outer ones are the shape of the result.

# %% [markdown]
# ## The material
#
# Run the next two cells. They define the sigmoid and then a network with three inputs, two hidden neurons and one
# output. The comments tell the shapes.

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

# %% [markdown]
# ## Your task
#
# Compute the output of the network for `features`, and call it `output`. Use `W1`, `B1`, `W2` and `B2`, and
# `sigmoid_activation` after each of the two layers.
#
# `tf.matmul(a, b)` is the matrix product of `a` and `b`; you can write it `a @ b` as well. (The star, `a * b`,
# multiplies element by element, which is something else.) It helps to give the hidden layer's output a name of its
# own before you go on to the second layer.

# %%
import numpy as np

y1 = sigmoid_activation(np.dot(features, W1) + B1)
output = sigmoid_activation(np.dot(y1, W2) + B2).numpy()

# %% [markdown]
# ## Check yourself
#
# The next cell shows your `output`. It should be a tensor of shape `(1, 1)` whose only number lies between 0 and 1.
# The hidden layer's output, if you gave it a name, has the shape `(1, 2)`: one number for each hidden neuron.
#
# A complaint about *matrix sizes* means that the inner numbers of a product don't agree. Print the shapes of both
# factors and compare.

# %%
print(output)
