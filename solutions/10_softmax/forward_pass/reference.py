# exercise: 10_softmax/forward_pass

# %% [markdown]
# # Pictures through a network
#
# You have taken three numbers through a network with two hidden neurons. A picture is no different, only larger:
# 784 pixels in place of three numbers, 256 hidden neurons in place of two, ten outputs in place of one. And it does
# not come alone, but in a batch of 64.
#
# **You will learn** how a batch of pictures becomes a matrix with a row for each, how to choose the shapes of the
# weights yourself, and why the last layer of such a network has no activation.

# %% [markdown]
# ## The idea
#
# **Flatten.** A dense layer takes a row of numbers for each picture. `tf.reshape(images, [64, -1])` lays the 28 rows
# of each picture end to end; the $-1$ means "as many as are left", which is $28 \cdot 28 \cdot 1 = 784$.
#
# **One product for the whole batch.** If $X$ has a row for each picture, then $X W$ has a row of results for each
# picture, and the bias, with its one row, is added to every row. Nothing has to be looped over.
#
# **No activation at the end.** The ten outputs are *scores*, one for each digit, and a score may be any number: the
# larger it is, the likelier the digit. Squeezed into the range from 0 to 1 by a sigmoid, scores of 5 and of 50 would
# look almost alike. Turning scores into probabilities is the work of *softmax*, which comes in the next exercise.
# Until then the last layer stays *linear*.

# %% [markdown]
# ## A worked example
#
# A batch of two tiny pictures of 1 by 2 pixels, two hidden neurons, one output:
#
# $$X = \begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix} \quad
# W_1 = \begin{pmatrix} 0 & 4 \\ 0 & -4 \end{pmatrix} \quad
# b_1 = \begin{pmatrix} 0 & 0 \end{pmatrix} \quad
# W_2 = \begin{pmatrix} 2 \\ 10 \end{pmatrix} \quad
# b_2 = \begin{pmatrix} -1 \end{pmatrix}$$
#
# | step | first picture | second picture |
# |---|---|---|
# | $X W_1 + b_1$ | $0,\ 4$ | $0,\ -4$ |
# | sigmoid | $0.5,\ 0.982$ | $0.5,\ 0.018$ |
# | times $W_2$, plus $b_2$ | $9.82$ | $0.18$ |
#
# The result has the shape $(2, 1)$: a row for each picture, a column for each output. Both scores are what they are;
# no sigmoid comes after them.

# %% [markdown]
# ## The material
#
# Run the next two cells. They make 64 pictures of random pixels, which is enough to follow the shapes.

# %%
import tensorflow as tf

# %%
tf.random.set_seed(7)

images = tf.random.uniform((64, 28, 28, 1))

print(images.shape)

# %% [markdown]
# ## Your task
#
# 1. Flatten the pictures into a matrix called `inputs`, of shape `(64, 784)`.
# 2. Make weights and biases with `tf.random.normal`: `w1` and `b1` for a hidden layer of 256 neurons, `w2` and `b2`
#    for an output layer of 10. A bias has one row, so `b1` has the shape `(1, 256)`. Which numbers chance gives you
#    does not matter: your output is judged by your own weights, and by others in their place.
# 3. Compute `output` from `inputs` and these four: the hidden layer uses the sigmoid $\frac{1}{1 + e^{-x}}$, which you
#    write yourself, and the output layer stays linear.


# %%
# BEGIN SOLUTION
# BLANK: inputs = ...
# BLANK:
# BLANK: output = ...
def activation(x):
    return 1 / (1 + tf.exp(-x))


inputs = tf.reshape(images, [images.shape[0], -1])

w1 = tf.random.normal((784, 256))
b1 = tf.random.normal((1, 256))

w2 = tf.random.normal((256, 10))
b2 = tf.random.normal((1, 10))

sums = tf.matmul(inputs, w1) + b1
h = activation(sums)
output = tf.matmul(h, w2) + b2
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# `output` should have the shape `(64, 10)`, and its numbers should reach far below 0 and far above 1. If all of them
# lie between 0 and 1, an activation came after the last layer.

# %%
if isinstance(output, tf.Tensor):
    print(output.shape, "from", output.numpy().min(), "to", output.numpy().max())
