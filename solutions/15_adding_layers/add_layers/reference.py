# exercise: 15_adding_layers/add_layers

# %% [markdown]
# # Adding layers one by one
#
# A list of layers is fine as long as you can see all of it at once. When a network becomes deep, or when its size should
# follow from a list of numbers, it is easier to begin with an empty model and to add to it.
#
# **You will learn** how to build a model with `.add`, and how a loop saves you from writing the same line again and again.

# %% [markdown]
# ## The idea
#
# `tf.keras.Sequential()` without a list is an empty model. `model.add(layer)` puts one layer at its end. It changes the
# model and returns nothing, so there is nothing to keep:
#
# - the first thing to add is `tf.keras.Input(shape=...)`, which tells what goes in;
# - after that come the layers, from the first to the last;
# - as Python is Python, the call may stand in a loop, once for each layer.
#
# Both ways lead to the same network. What `.add` gives you is the loop: change the list of numbers, and the network
# changes with it.

# %% [markdown]
# ## A worked example
#
# A network that guesses a number from four others has three hidden layers of different widths. Instead of three lines
# there is one, and it stands in a loop:

# %%
import tensorflow as tf

# %%
widths = [16, 8, 4]

small_model = tf.keras.Sequential()
small_model.add(tf.keras.Input(shape=(4,)))

for width in widths:
    small_model.add(tf.keras.layers.Dense(width, activation="tanh"))

small_model.add(tf.keras.layers.Dense(1))

small_model.summary()

# %% [markdown]
# ## The material
#
# These are the numbers of neurons of six hidden layers, from the first to the last:

# %%
layer_neurons = [512, 256, 128, 56, 28, 14]

# %% [markdown]
# ## Your task
#
# Build a network of Keras' own layers for the digits of MNIST, by `.add`, and call it `model`:
#
# 1. It gets pictures of shape `(28, 28, 1)` and flattens them.
# 2. It has a hidden layer for each number of `layer_neurons`, in that order, each with ReLU.
# 3. It ends in an output layer with 10 neurons and softmax.
#
# You need not compile or train it.

# %%
# BEGIN SOLUTION
# BLANK: model = ...
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The summary should show seven dense layers, the last of them with 10 neurons. Work out the parameters of the first two
# on paper and compare. If there are fewer layers than you thought, look at what is indented below `for`. If there are
# more, run the cell that begins with the empty model again: each run of `.add` adds one more layer.

# %%
if isinstance(model, tf.keras.Model):
    model.summary()
