# exercise: 05_single_layer/sigmoid

# %% [markdown]
# # The sigmoid
#
# A weighted sum can be any number, but a neuron should answer with a number between 0 and 1. The *activation function*
# brings the one to the other. The sigmoid is the classic among them. You have used it already; now you write it.
#
# **You will learn** how to write a function that works on whole tensors, why the shape of its input does not matter, and
# what happens in it when numbers are very large.

# %% [markdown]
# ## The idea
#
# The sigmoid of a number $x$ is
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# Here $e^{-x}$ is the exponential function of $-x$. In TensorFlow, the exponential function is `tf.exp`.
#
# | $x$ | $e^{-x}$ | $\sigma(x)$ |
# |---|---|---|
# | a large positive number | nearly 0 | nearly 1 |
# | 0 | 1 | exactly one half |
# | a large negative number | very large | nearly 0 |
#
# So the curve rises from 0 to 1, and it is steepest in the middle. Take care of the minus sign in the exponent: without
# it, the curve falls.
#
# ### On whole tensors
#
# `tf.exp` and the operators `+`, `-` and `/` work on each number of a tensor by itself, and the result has the shape of
# what went in. If your function is made of these, it works for one number, for a row, and for a whole batch.
#
# ### Very large numbers
#
# With 32 bits, $e^{100}$ is too large to be kept, and becomes *infinity*. That does no harm where you divide 1 by it: the
# result is 0, as it should be. But infinity divided by infinity is *not a number*. So it matters how you write the
# formula: $\frac{e^x}{1 + e^x}$ is the same on paper, and goes wrong for $x = 100$.

# %% [markdown]
# ## A worked example
#
# Another activation function, called *softsign*: $s(x) = \frac{x}{1 + |x|}$. It rises from -1 to 1.

# %%
import matplotlib.pyplot as plt
import tensorflow as tf


# %%
def softsign(x):
    return x / (1 + tf.abs(x))


print("one number:", softsign(tf.constant(3.0)).numpy())
print("a row:     ", softsign(tf.constant([-1.0, 0.0, 1.0])).numpy())

# %% [markdown]
# ## Your task
#
# Write the function `sigmoid_activation`. It gets a tensor `x` of `float32` numbers, of any shape, and returns the sigmoid
# of each number, in the same shape. It has to be right for numbers in the thousands, too.


# %%
# BEGIN SOLUTION
# BLANK: def sigmoid_activation(x):
# BLANK:     return ...
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-x))


# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell draws your function. The curve should rise from nearly 0 on the left to nearly 1 on the right, and be one
# half at 0. Below the picture stand its values for -1000, 0 and 1000, which should be 0, 0.5 and 1.
#
# If the curve falls, look at the exponent. If it leaves the range from 0 to 1, look at your brackets. If you see `nan`,
# read the part on very large numbers again. If you used NumPy, it may warn of an *overflow*: as long as the values are
# right, you may leave it at that.

# %%
x = tf.linspace(-8.0, 8.0, 200)
curve = sigmoid_activation(x)

if curve is None:
    print("sigmoid_activation returns nothing: is there a return?")
elif curve is not ...:
    plt.figure(figsize=(5, 3))
    plt.plot(x, curve)
    plt.grid()
    plt.show()
    print(sigmoid_activation(tf.constant([-1000.0, 0.0, 1000.0])))
