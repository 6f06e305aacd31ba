# exercise: 07_numpy/round_trip

# %% [markdown]
# # From NumPy to TensorFlow and back
#
# Most data come to Python as NumPy arrays: tables, pictures, measurements. A network wants tensors, and what it answers
# is wanted as an array again, to be drawn or saved. So there is a bridge that you will cross all the time, in both
# directions.
#
# **You will learn** how to make a tensor of an array and an array of a tensor, what happens to the dtype on the way, and
# whether a change on one side is seen on the other.

# %% [markdown]
# ## The idea
#
# | from | to | how |
# |---|---|---|
# | a NumPy array | a tensor | `tf.convert_to_tensor(array)` |
# | a tensor | a NumPy array | `tensor.numpy()` |
#
# **The dtype stays.** NumPy computes with `float64` unless told otherwise, and a tensor made of such an array is
# `float64` as well. (Numbers with decimals that you type into `tf.constant` become `float32`.)
#
# **The numbers are copied.** After the conversion, array and tensor are two separate things that happen to hold the same
# numbers.
#
# **Arithmetic makes something new.** `t * 2` does not change `t`: it makes another tensor, and leaves `t` as it is.
# If you want to go on under the same name, you have to say so, as in `t = t * 2`. Then the name `t` stands for the new
# tensor, and whatever you made of the old one before keeps its numbers.

# %% [markdown]
# ## A worked example

# %%
import numpy as np
import tensorflow as tf

# %%
heights = np.array([1.62, 1.75, 1.58])
tensor = tf.convert_to_tensor(heights)
print("the tensor is", tensor.dtype.name)

doubled = tensor * 2
print("doubled:", doubled.numpy())
print("the tensor is still", tensor.numpy())

heights[0] = 9.99
print("the array is now", heights, "and the tensor still", tensor.numpy())

# %% [markdown]
# ## The material
#
# The next cell makes an array `a` with 4 rows and 3 columns.

# %%
np.random.seed(7)

a = np.random.rand(4, 3)
print(a.dtype, a.shape)

# %% [markdown]
# ## Your task
#
# Take these four steps, in this order.
#
# 1. Make a tensor of the array `a`, and call it `b`.
# 2. Make a NumPy array of `b`, and call it `c`.
# 3. Multiply `b` by 40. The result is to be called `b` again.
# 4. Add 1 to `a`. The result is to be called `a` again.
#
# In the end `a` and `c` are NumPy arrays and `b` is a tensor. All of them are `float64`, and `c` holds the numbers that
# `a` held at the beginning.

# %%
# BEGIN SOLUTION
# BLANK: b = ...
# BLANK: c = ...
b = tf.convert_to_tensor(a)
c = b.numpy()
b = b * 40
a = a + 1
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# `b` divided by `c` should be 40 everywhere, and `a` minus `c` should be 1 everywhere. In the first line, `ndarray` is what
# NumPy calls its arrays, and `EagerTensor` is what TensorFlow calls a tensor that holds numbers.
#
# Each time your cell runs, it adds 1 to `a`. So before you run it a second time, run the cell that makes `a`.

# %%
if b is not ... and c is not ...:
    print("a:", type(a).__name__, a.dtype, "b:", type(b).__name__, "c:", type(c).__name__)
    print("b divided by c:", np.array(b) / np.array(c), sep="\n")
    print("a minus c:", np.array(a) - np.array(c), sep="\n")
