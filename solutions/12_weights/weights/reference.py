# exercise: 12_weights/weights

# %% [markdown]
# # Looking at weights and biases
#
# All that a network knows lies in its weights and biases. Keras makes them for you, one set for each layer, and keeps them
# out of sight. But you can always look: to see what a network has learned, to check how large it is, or to take the
# weights over into another one.
#
# **You will learn** how to get hold of one layer of a model, how to read its weights and biases, and how many numbers a
# model consists of.

# %% [markdown]
# ## The idea
#
# ### Finding the layer
#
# A model keeps its layers in a list, `model.layers`, in the order in which the data go through them. Counting begins at 0,
# and in a `Sequential` model the input itself is not counted. Each layer also has a name, which the summary shows. By the
# one or the other you find a layer: `model.get_layer(index=0)`, `model.layers[0]` or `model.get_layer("its_name")`.
#
# ### What a dense layer holds
#
# | | another name for it | shape |
# |---|---|---|
# | weights | `kernel` | one row for each input, one column for each neuron |
# | biases | `bias` | one number for each neuron |
#
# `layer.get_weights()` gives a list of NumPy arrays: of a dense layer the weights first, then the biases. A layer that only
# rearranges its input, such as `Flatten`, has nothing to learn, and gives an empty list.
#
# ### How many numbers?
#
# Every weight and every bias is a *parameter*, a number that training may change. A dense layer with 3 inputs and 2
# neurons has $3 \cdot 2$ weights and 2 biases, so 8 parameters. `layer.count_params()` counts those of a layer, and
# `model.count_params()` those of all layers together.

# %% [markdown]
# ## A worked example
#
# A tiny network with 3 inputs, one hidden layer of 2 neurons, and one output. Here is its last layer:

# %%
import numpy as np
import tensorflow as tf

# %%
tiny = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(3,)),
        tf.keras.layers.Dense(2, activation="relu"),
        tf.keras.layers.Dense(1, activation="sigmoid", name="answer"),
    ]
)

kernel, bias = tiny.get_layer("answer").get_weights()
print("2 inputs, 1 neuron:", kernel.shape, "and its bias:", bias)
print("parameters of the layers:", [layer.count_params() for layer in tiny.layers])

# %% [markdown]
# ## The material
#
# This is a network for pictures of digits, with one hidden layer of 256 neurons. Biases usually begin as zeros. Here they
# are random too, so that there is something to see. The seed sees to it that everybody gets the same numbers.

# %%
tf.keras.utils.set_random_seed(7)

model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(name="pixels"),
        tf.keras.layers.Dense(256, activation="sigmoid", bias_initializer="random_normal", name="hidden"),
        tf.keras.layers.Dense(10, activation="softmax", bias_initializer="random_normal", name="digits"),
    ]
)

model.summary()

# %% [markdown]
# ## Your task
#
# 1. Get the weights of the hidden layer of `model`, and call them `weights`.
# 2. Get the biases of the same layer, and call them `biases`.
# 3. How many parameters does the whole model have? Let your code count them, and call their number `total_parameters`.

# %%
# BEGIN SOLUTION
# BLANK: weights = ...
# BLANK: biases = ...
# BLANK:
# BLANK: total_parameters = ...
weights = model.get_layer(index=1).get_weights()[0]
biases = model.get_layer(index=1).get_weights()[1]

total_parameters = model.count_params()
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# How many inputs does the hidden layer have, and how many neurons? The shape of `weights` should be these two numbers, in this
# order, and `biases` should have one number for each neuron. The number of parameters should be the one at the end of the
# summary.

# %%
if weights is not ... and biases is not ...:
    print("weights:", np.shape(weights), "biases:", np.shape(biases))
    print("parameters:", total_parameters)
