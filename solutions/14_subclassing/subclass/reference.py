# exercise: 14_subclassing/subclass

# %% [markdown]
# # A network as a class
#
# A list of layers is enough as long as the data run straight through it. Sooner or later you will want more: a branch, a
# loop, a layer that is used twice. Then you write the network as a class of your own, and say in plain Python what
# happens to the data.
#
# **You will learn** how to write a subclass of `tf.keras.Model`, which parts it needs, and when its weights are made.

# %% [markdown]
# ## The idea
#
# A network as a class has two methods.
#
# - `__init__` makes the layers and keeps each of them under a name: `self.hidden = tf.keras.layers.Dense(...)`. It
#   begins with `super().__init__()`, by which Keras prepares what every model has.
# - `call` says what happens to a batch of data: it sends it through the layers, one after another, and **returns** what
#   comes out at the end.
#
# You never call `call` yourself. `my_network(batch)` does, and so do `fit` and `predict`.
#
# ### When the weights are made
#
# A class does not say what shape its inputs have. So its objects have no weights until they are called for the first
# time: the first batch shows it. A batch of zeros will do, `my_network(tf.zeros((1, 28, 28, 1)))`.

# %% [markdown]
# ## A worked example
#
# The class below is the network with one hidden layer. How many classes it tells apart is an argument, and 2 unless
# something else is said. So one class describes many networks.

# %%
import tensorflow as tf


# %%
class SmallNetwork(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden = tf.keras.layers.Dense(256, activation="sigmoid")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden(x)
        x = self.out(x)
        return x


zeros = tf.zeros((1, 28, 28, 1))

model = SmallNetwork(10)
answers = model(zeros)

print("answers:", answers.shape)
print("parameters: {:,}".format(model.count_params()))

# %% [markdown]
# ## Your task
#
# 1. Write a class `Network`, a subclass of `tf.keras.Model`. It gets the number of classes as `num_classes`, which is 2
#    unless said. Its objects flatten pictures of shape `(28, 28, 1)` to 784 inputs, and have two hidden layers with
#    128 and 64 neurons and ReLU, and an output layer with `num_classes` neurons and softmax.
# 2. Make an object of it for ten classes, and call it `my_model_2`.
# 3. Call `my_model_2` once on `zeros`, the batch of the example, so that it has its weights.


# %%
# BEGIN SOLUTION
# BLANK: class Network(tf.keras.Model):
# BLANK:     ...
# BLANK:
# BLANK:
# BLANK: my_model_2 = ...
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


my_model_2 = Network(10)
my_model_2(zeros)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell makes a network for three classes. It should answer with three probabilities for each of two pictures,
# and the summary of `my_model_2` should show three dense layers with weights. If the answers are `None`, look at
# the last line of `call`.

# %%
if isinstance(my_model_2, tf.keras.Model):
    print("answers:", Network(3)(tf.zeros((2, 28, 28, 1))))
    my_model_2.summary()
