# exercise: 23_dropout/dropout

# %% [markdown]
# # Dropout
#
# Early stopping ends a training before the network has learned its pictures by heart. *Dropout* makes that harder from
# the start: in every step of the training, it switches off some neurons, each time others. So no neuron can rely on a
# certain other one, and what the network learns is spread over all of them.
#
# **You will learn** where dropout stands in a network, what its rate means, and why it must rest once training is over.

# %% [markdown]
# ## The idea
#
# `tf.keras.layers.Dropout(rate)` is a layer of its own. It stands behind the layer whose neurons it switches off.
#
# - **In training**, it sets each number that comes in to 0 with the probability `rate`, and divides the others by
#   `1 - rate`, so that on average their sum stays what it was. With a rate of 0.2, one in five is switched off.
# - **At inference**, when the network makes predictions, it lets everything through as it is: the network then
#   answers with all it has, and the same picture gets the same answer each time.
#
# You need not switch it on and off yourself. `fit` calls the model with `training=True`, `predict` and `evaluate` with
# `training=False`, and the model passes that on to its layers.
#
# A dropout layer has no weights, so it adds nothing to the number of parameters. It belongs behind hidden layers only:
# an output layer that lost a class now and then would be of no use.

# %% [markdown]
# ## A worked example
#
# Look at what becomes of ten ones. In training about one in five is lost, each time another, and the rest is
# $1 / (1 - 0.2) = 1.25$. At inference nothing happens.

# %%
import tensorflow as tf

# %%
tf.random.set_seed(7)

dropout = tf.keras.layers.Dropout(0.2)
ones = tf.ones((1, 10))

print("in training: ", dropout(ones, training=True).numpy())
print("once more:   ", dropout(ones, training=True).numpy())
print("at inference:", dropout(ones, training=False).numpy())

# %% [markdown]
# ## Your task
#
# Build a network with three hidden layers and dropout behind each of them, and call it `my_model`:
#
# | layer | neurons | activation | |
# |---|---|---|---|
# | input, pictures of shape `(28, 28, 1)`, flattened | | | |
# | first hidden layer | 256 | ReLU | then dropout with a rate of 0.2 |
# | second hidden layer | 128 | ReLU | then dropout with a rate of 0.2 |
# | third hidden layer | 64 | ReLU | then dropout with a rate of 0.2 |
# | output layer | 10 | softmax | |
#
# You need not compile or train it.

# %%
# BEGIN SOLUTION
# BLANK: my_model = ...
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell shows your network the same picture twice in training, and twice at inference. Before you run it: which
# two of the four lines should be the same? And does the summary show more parameters than a network without dropout?

# %%
if isinstance(my_model, tf.keras.Model):
    my_model.summary()

if isinstance(my_model, tf.keras.Model) and my_model.built:
    picture = tf.ones((1, 28, 28, 1)) / 2
    for training in (True, True, False, False):
        print("training={}:".format(training), my_model(picture, training=training).numpy().round(3))
