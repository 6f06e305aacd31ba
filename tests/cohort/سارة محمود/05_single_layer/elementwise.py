# exercise: 05_single_layer/elementwise

# %%
import numpy as np

# %% [markdown]
# # One neuron, element by element
#
# A neural network is built from one small part, repeated: the neuron. A neuron looks at some numbers, weighs
# them, adds everything up, and answers with one number between 0 and 1. In this exercise you compute that answer
# yourself, with three operations of TensorFlow and no ready-made layer.
#
# **You will learn** how a weighted sum, a bias and an activation function become one output, and what
# TensorFlow does when two tensors of the same shape are multiplied with `*`.

# %% [markdown]
# ## What a neuron computes
#
# A neuron gets $n$ inputs $x_1, \dots, x_n$, called *features*. It owns one *weight* $w_i$ for each of them, and a
# single *bias* $b$. Its work has two steps.
#
# 1. **Weigh and add.** Each feature is multiplied by its own weight. The products are added up, and the bias is
#    added once, at the end:
#
#    $$h = \sum_{i=1}^{n} x_i w_i + b$$
#
# 2. **Squash.** The sum $h$ can be any number. An *activation function* turns it into the neuron's output. Here it
#    is the sigmoid, which brings every number into the range between 0 and 1:
#
#    $$y = \sigma(h) = \frac{1}{1 + e^{-h}}$$
#
# The sigmoid of 0 is exactly one half. A large positive $h$ gives nearly 1, a large negative $h$ nearly 0. The
# minus sign in the exponent matters: without it the curve falls where it should rise.

# %% [markdown]
# ## A worked example
#
# Take two features $x = (2, -1)$ with weights $w = (0.5, 3)$ and bias $b = 1$.
#
# | step | calculation | result |
# |---|---|---|
# | multiply | $2 \cdot 0.5$ and $-1 \cdot 3$ | $1$ and $-3$ |
# | add up | $1 + (-3)$ | $-2$ |
# | add the bias | $-2 + 1$ | $h = -1$ |
# | squash | $1 / (1 + e^{1})$ | $y \approx 0.269$ |
#
# The neuron says about 0.27: with these weights, these features speak rather against it.

# %% [markdown]
# ## The material
#
# Run the next two cells. The first one defines the sigmoid. The second one makes five random features, five
# weights and a bias; the seed sees to it that everybody gets the same ones. Each is a *matrix* with a single row:
# `features` and `weights` have the shape `(1, 5)`, and `bias` has the shape `(1, 1)`.

# %%
import tensorflow as tf


def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-x))

# %%
tf.random.set_seed(7)

features = tf.random.normal((1, 5))
weights = tf.random.normal((1, 5))
bias = tf.random.normal((1, 1))

# %% [markdown]
# ## Your task
#
# Compute the output of the neuron and call it `y`.
#
# Use `features`, `weights` and `bias` from above, not their numbers: your cell should be right for any others too.
# Two things to know:
#
# - `features * weights` multiplies element by element, like `tf.multiply`. The result has the shape `(1, 5)` again.
# - `tf.reduce_sum(...)` adds up all the elements of a tensor and gives a single number.
#
# You may use as many lines as you like.

# %%
h = np.dot(features.numpy(), weights.numpy().T) + bias.numpy()
y = 1 / (1 + np.exp(-h))

# %% [markdown]
# ## Check yourself
#
# The next cell shows your `y`. It should be **one** number, between 0 and 1. Whether its shape is `(1, 1)` or `()`
# makes no difference: the bias is a matrix, so the sum usually becomes one as well.
#
# If you see five numbers, the products have not been added up yet. If the number lies outside 0 to 1, the
# activation is missing, or something was added after it.

# %%
print(y)
