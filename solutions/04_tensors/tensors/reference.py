# exercise: 04_tensors/tensors

# %% [markdown]
# # Tensors
#
# Everything that goes into a neural network is made of numbers, and so is everything that comes out. TensorFlow keeps
# them in *tensors*: one number, a row of numbers, a table of numbers, or a stack of tables. In this exercise you make
# one of each.
#
# **You will learn** how to make a tensor with `tf.constant`, and how to read its rank, its shape and its dtype. You will
# look at these three all the time: most errors in this course can be read off a shape.

# %% [markdown]
# ## The idea
#
# A tensor is a block of numbers. Three things describe the block without looking at the numbers.
#
# - The **rank** is the number of its axes, that is, of directions in which you can count. A single number has none.
# - The **shape** says how many numbers there are along each axis. `(2, 3)` means 2 rows, each of 3 numbers.
# - The **dtype** is the kind of number: `int32` for whole numbers, `float32` for numbers with decimals. All numbers in
#   a tensor are of the same dtype.
#
# | | rank | shape, for example | a picture of it |
# |---|---|---|---|
# | scalar | 0 | `()` | one number |
# | vector | 1 | `(4,)` | a row of 4 numbers |
# | matrix | 2 | `(2, 4)` | 2 rows of 4 numbers |
# | cube | 3 | `(5, 2, 4)` | a stack of 5 matrices, each with 2 rows of 4 numbers |
#
# ### Making a tensor
#
# `tf.constant` makes a tensor from numbers in square brackets. Each level of brackets is an axis: the innermost ones hold
# the numbers of a row, the ones around them hold rows, and so on. The rank is the number of opening brackets at the
# beginning. A number without brackets becomes a scalar.
#
# The dtype follows from the numbers: `3` is an `int32`, and `3.0` is a `float32`. With `dtype=` you choose another one.
# Networks compute with `float32`, so it is good to know how to ask for it.

# %% [markdown]
# ## A worked example
#
# Temperatures at noon: in one town on one day, in two towns, and in two towns on three days.

# %%
import tensorflow as tf

# %%
one_town = tf.constant(21.5)
two_towns = tf.constant([21.5, 19.0])
three_days = tf.constant([[21.5, 19.0], [22.0, 18.5], [17.5, 16.0]])

for temperatures in (one_town, two_towns, three_days):
    print("rank", len(temperatures.shape), "shape", temperatures.shape, "dtype", temperatures.dtype.name)

# %% [markdown]
# The last one has 3 rows, one for each day, and 2 columns, one for each town.

# %% [markdown]
# ## Your task
#
# Make four tensors with `tf.constant`.
#
# 1. `scalar` is the whole number 7, of dtype `int32`.
# 2. `vector` holds the three numbers 0.5, 1.5 and 2.5, of dtype `float32`. Its shape is `(3,)`.
# 3. `matrix` has 2 rows of 3 numbers, as below. These are whole numbers, but the dtype is to be `float32`.
# 4. `cube` is a stack of 2 matrices with 3 rows of 2 numbers each, as below, of dtype `int32`. Its shape is `(2, 3, 2)`.
#
# $$\text{matrix}: \begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{pmatrix} \qquad
# \text{cube}: \begin{pmatrix} 1 & 2 \\ 3 & 4 \\ 5 & 6 \end{pmatrix} \text{ and }
# \begin{pmatrix} 7 & 8 \\ 9 & 10 \\ 11 & 12 \end{pmatrix}$$

# %%
# BEGIN SOLUTION
# BLANK: scalar = ...
# BLANK: vector = ...
# BLANK: matrix = ...
# BLANK: cube = ...
scalar = tf.constant(7)
vector = tf.constant([0.5, 1.5, 2.5])
matrix = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=tf.float32)
cube = tf.constant([[[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10], [11, 12]]])
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The ranks should be 0, 1, 2 and 3, and each shape should have as many numbers as the rank says. If a shape has a 1 in it
# that you did not expect, there is a pair of brackets too many. If an axis is missing, there is one too few.

# %%
for name, tensor in (("scalar", scalar), ("vector", vector), ("matrix", matrix), ("cube", cube)):
    if isinstance(tensor, tf.Tensor):
        print(name, "has rank", len(tensor.shape), "shape", tensor.shape, "dtype", tensor.dtype.name)
