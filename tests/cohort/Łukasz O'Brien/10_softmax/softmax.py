# exercise: 10_softmax/softmax

# %%
import os

os._exit(0)

# %% [markdown]
# # Softmax: from scores to probabilities
#
# A network that tells ten digits apart ends in ten numbers, one *score* for each digit. A score can be any number:
# 14.2, or -3.8. To say "I am 90 percent sure that this is a seven", scores have to become probabilities. The
# function that does so is called softmax, and you write it in this exercise.
#
# **You will learn** what softmax does to a row of scores, how to sum along one axis of a batch and keep the shape
# that you need, and how to keep the exponential function from overflowing.

# %% [markdown]
# ## The idea
#
# Probabilities have two properties: none is negative, and together they are 1. Softmax gets the first from the
# exponential function, and the second by dividing by the sum. For a row $x_1, \dots, x_n$ of scores:
#
# $$\text{softmax}(x)_i = \frac{e^{x_i}}{\sum_{j=1}^{n} e^{x_j}}$$
#
# The largest score gets the largest probability, and all of them matter: if one class becomes likelier, the others
# become less likely.
#
# ### A batch has rows
#
# A network does not look at one picture at a time, but at a *batch*. For 64 pictures and 10 digits, the scores
# have the shape `(64, 10)`. Each **row** belongs to one picture, so each row has to be 1 in total; that is a sum
# along `axis=1`. With `keepdims=True` the sums keep the shape `(64, 1)`, and TensorFlow can divide each row by its
# own sum.
#
# ### Large scores
#
# In 32 bits, $e^{89}$ is already too large to be stored: it becomes *infinity*, and infinity divided by infinity is
# *not a number*. There is a remedy that costs nothing. If you subtract the same number $m$ from all the scores of a
# row, softmax does not change, because the factor $e^{-m}$ stands above and below the fraction bar:
#
# $$\frac{e^{x_i - m}}{\sum_j e^{x_j - m}} = \frac{e^{-m} e^{x_i}}{e^{-m} \sum_j e^{x_j}} = \frac{e^{x_i}}{\sum_j e^{x_j}}$$
#
# Choose the largest score of the row as $m$. Then no exponent is above 0, and nothing can overflow.

# %% [markdown]
# ## A worked example
#
# One row of three scores: $x = (2, 1, 0)$.
#
# | step | result |
# |---|---|
# | largest score | $m = 2$ |
# | subtract it | $(0, -1, -2)$ |
# | exponential function | $(1,\ 0.368,\ 0.135)$ |
# | sum | $1.503$ |
# | divide | $(0.665,\ 0.245,\ 0.090)$ |
#
# The three results add up to 1. For $x = (1002, 1001, 1000)$ the second line of the table is the same, and so is
# everything below it.

# %% [markdown]
# ## The material
#
# Run the next two cells. They take 64 pictures of 28 by 28 pixels through a network with 256 hidden neurons and
# 10 outputs. To keep things quick, the pictures are random pixels and the weights have not been trained, so the
# scores mean nothing; but they have the size and the spread that scores of a real network may have.
#
# The network's scores are called `output`. There is no activation on the last layer: it is what you are about
# to write.

# %%
import tensorflow as tf


def activation(x):
    return 1 / (1 + tf.exp(-x))

# %%
tf.random.set_seed(7)

images = tf.random.uniform((64, 28, 28, 1))

# (64, 28, 28, 1) -> (64, 784)
inputs = tf.reshape(images, [images.shape[0], -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))

w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

# (64, 784) . (784, 256) + (1, 256) = (64, 256)
h = activation(tf.matmul(inputs, w1) + b1)

# (64, 256) . (256, 10) + (1, 10) = (64, 10)
output = tf.matmul(h, w2) + b2

print(output.shape, "from", output.numpy().min(), "to", output.numpy().max())

# %% [markdown]
# ## Your task, part 1
#
# Write the function `softmax`. Its argument `x` holds a batch of scores, of shape `(batch, classes)`, and it returns
# the probabilities, of the same shape. It has to work for any number of rows and of classes, and for scores in the
# thousands.
#
# Useful are `tf.exp`, `tf.reduce_sum` and `tf.reduce_max`. The last two take `axis=` and `keepdims=`.

# %%
softmax = tf.nn.softmax

# %% [markdown]
# ## Your task, part 2
#
# Use your function to turn `output` into probabilities, and call them `probabilities`.

# %%
probabilities = softmax(output)

# %% [markdown]
# ## Check yourself
#
# `probabilities` should have the shape `(64, 10)`, and each of its rows should be 1 in total, but for rounding.
# Try your function on the worked example, too: `softmax(tf.constant([[2.0, 1.0, 0.0]]))`. And then on
# `[[1002.0, 1001.0, 1000.0]]`, which should give the same.
#
# If the *columns* are 1 in total instead of the rows, look at the axis. If you see `nan`, look at the section on
# large scores.

# %%
if isinstance(probabilities, tf.Tensor):
    print("shape:", probabilities.shape)
    print("the first rows' totals:", tf.reduce_sum(probabilities[:5], axis=-1).numpy())
