# exercise: 05_single_layer/matmul

# %% [markdown]
# # One neuron, by a matrix product
#
# In the exercise before this one you multiplied each feature by its weight, and then added the products up. These two
# steps together have a name: they are a *matrix product*. TensorFlow has one function for it, and it is the one
# that networks spend nearly all their time in.
#
# **You will learn** what a matrix product does with rows and columns, how the shapes of its two factors have to fit, and
# how to turn a row into a column.

# %% [markdown]
# ## The idea
#
# The product of two matrices takes a *row* of the first and a *column* of the second. It multiplies their numbers in
# pairs and adds the products up. That gives one number of the result. So a row of features times a column of weights
# is a weighted sum, and exactly what a neuron needs:
#
# $$\begin{pmatrix} x_1 & x_2 & x_3 \end{pmatrix}
# \begin{pmatrix} w_1 \\ w_2 \\ w_3 \end{pmatrix}
# = \begin{pmatrix} x_1 w_1 + x_2 w_2 + x_3 w_3 \end{pmatrix}$$
#
# ### Shapes that fit
#
# In this picture the shapes are $(1, 3) \cdot (3, 1) \to (1, 1)$. The two inner numbers have to be the same, because
# each number of the row needs a partner in the column. The two outer numbers are the shape of the result.
#
# | first factor | second factor | result |
# |---|---|---|
# | `(1, 3)` | `(3, 1)` | `(1, 1)`: one weighted sum |
# | `(3, 1)` | `(1, 3)` | `(3, 3)`: each number with each other, and nothing is added up |
# | `(1, 3)` | `(1, 3)` | an error: 3 and 1 are not the same |
#
# ### Turning a matrix
#
# If a matrix lies the wrong way, turn it: its rows become columns, and its shape is reversed. This is called
# *transposing*. `tf.transpose(a)` gives the turned matrix, and `tf.matmul(a, b, transpose_b=True)` turns its second
# factor on the way.
#
# ### Why not add up the products yourself?
#
# The result is the same, but a matrix product does it in one go, and for many neurons and many inputs at once. Processors
# and graphics cards are built to be fast at it.

# %% [markdown]
# ## A worked example
#
# Two shopping lists, with so many loaves, apples and eggs. What does each cost? The lists are rows, the prices are a
# column.

# %%
import tensorflow as tf

# %%
lists = tf.constant([[1.0, 6.0, 10.0], [2.0, 0.0, 12.0]])
prices = tf.constant([[3.0], [0.5], [0.25]])

print(lists.shape, "times", prices.shape, "is", tf.matmul(lists, prices).shape)
print(tf.matmul(lists, prices).numpy())

# %% [markdown]
# The first list costs $1 \cdot 3 + 6 \cdot 0.5 + 10 \cdot 0.25 = 8.5$. In Python, `lists @ prices` is another way to
# write the same product. The star, `*`, is not: it multiplies number by number, and adds nothing up.

# %% [markdown]
# ## The material
#
# Run the next two cells. They define the sigmoid, and make the same neuron as in the exercise before. `features` and
# `weights` are both *rows*, of shape `(1, 5)`, and `bias` has the shape `(1, 1)`.


# %%
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
# Compute the output of the neuron once more, and call it `y`: the weighted sum of the features, plus the bias, and the
# sigmoid of that. This time get the weighted sum by a matrix product, with `tf.matmul` or `@`.
#
# Use `features`, `weights` and `bias`, not their numbers. One of the two rows has to become a column first. Which one?

# %%
# BEGIN SOLUTION
# BLANK: y = ...
h = tf.matmul(features, weights, transpose_b=True) + bias
y = sigmoid_activation(h)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# `y` should be one number between 0 and 1, of shape `(1, 1)`. It is the same number as in the exercise before, but for
# rounding.
#
# An error that speaks of *matrix sizes* means that the inner numbers do not agree. If you see a table of 5 by 5 numbers,
# you turned the wrong one of the two.

# %%
if y is not ...:
    print(y)
