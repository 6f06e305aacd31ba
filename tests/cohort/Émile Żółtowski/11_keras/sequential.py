# exercise: 11_keras/sequential

# %% [markdown]
# # A network as a list of layers
#
# You have computed layers by hand, with weight matrices, biases and activations. Keras keeps these three together
# in a *layer*, and a list of layers is a *model*. In this exercise you describe a network for handwritten digits in
# a few lines, and Keras makes all the matrices.
#
# **You will learn** how to build a model with `tf.keras.Sequential`, what each layer does to the shape of the data,
# and how to count a model's parameters.

# %% [markdown]
# ## The idea
#
# `tf.keras.Sequential` takes a list. Data go through it from the first entry to the last. Three entries are enough
# for our purpose:
#
# - `tf.keras.Input(shape=(28, 28, 1))` tells what goes in: pictures of 28 by 28 pixels with one shade of grey. The
#   batch is left out, as its size may vary. Only when the model knows this shape can it make its weights.
# - `tf.keras.layers.Flatten()` lays the rows of a picture end to end: $28 \cdot 28 \cdot 1 = 784$ numbers. It has
#   no weights.
# - `tf.keras.layers.Dense(units, activation=...)` is the layer that you know: $y = f(x W + b)$. `units` is its
#   number of neurons, and `activation` the function $f$, such as `'relu'`, `'sigmoid'` or `'softmax'`.
#
# *ReLU* is the activation that hidden layers mostly use today. It leaves positive numbers alone and turns negative
# ones into 0: $\text{relu}(x) = \max(0, x)$. The last layer of a classifier uses *softmax*, so that its outputs are
# probabilities.
#
# ### Counting parameters
#
# A dense layer with $n$ inputs and $m$ neurons has $n \cdot m$ weights and $m$ biases. That is all there is to count.

# %% [markdown]
# ## A worked example
#
# Here is a network with one hidden layer of 256 neurons. Read the table that `summary` prints: the hidden layer has
# $784 \cdot 256 + 256 = 200{,}960$ parameters, and the output layer $256 \cdot 10 + 10 = 2{,}570$, together
# $203{,}530$. In the column of shapes, `None` stands for the batch.

# %%
import tensorflow as tf

# %%
model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(256, activation="sigmoid"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

model.summary()

# %% [markdown]
# ## Your task
#
# Build a network of Keras' own layers, with **two** hidden layers, and call it `my_model_1`:
#
# | layer | neurons | activation |
# |---|---|---|
# | input, pictures of shape `(28, 28, 1)`, flattened | | |
# | first hidden layer | 128 | ReLU |
# | second hidden layer | 64 | ReLU |
# | output layer | 10 | softmax |
#
# How you spell it is up to you. A list of layers is fine, so is a loop with `.add`, or an activation that is a layer
# of its own. You need not compile or train the model.

# %%
# TODO: ask on Thursday
my_model_1 = ...

# %% [markdown]
# ## Check yourself
#
# Before you run the next cell, work out on paper how many parameters each of your three dense layers should have,
# as in the worked example. Then compare with the summary.
#
# If the summary calls the model *unbuilt*, it does not know the shape of its input yet.

# %%
if isinstance(my_model_1, tf.keras.Model):
    my_model_1.summary()
