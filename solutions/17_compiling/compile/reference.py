# exercise: 17_compiling/compile

# %% [markdown]
# # Getting a model ready to train
#
# A network that has just been built can answer, but it cannot learn yet: nobody has told it what a good answer is,
# nor what to do about a bad one. That is what compiling is for.
#
# **You will learn** the three settings of `compile`, which loss fits which labels, and how to measure a model on a batch
# without training it.

# %% [markdown]
# ## The idea
#
# `model.compile(...)` settles three things.
#
# - The *optimizer* decides how the weights move. `'adam'` is a good first choice, `'sgd'` the simplest one.
# - The *loss* says in one number how wrong the answers are. It has to fit the labels and the last layer. Digits as plain
#   numbers from 0 to 9 and a softmax with ten outputs go with `'sparse_categorical_crossentropy'`. Without the word
#   *sparse* the labels would have to be rows of ten zeros and ones.
# - The *metrics* are for people. `['accuracy']` is the share of right answers.
#
# Each of them may also be an object, such as `tf.keras.optimizers.Adam()`. Nothing is computed when you compile.
#
# `model.evaluate(images, labels)` then measures the model on a batch, and returns the loss first and the metrics after
# it, in their order. It changes nothing in the model.

# %% [markdown]
# ## A worked example
#
# The network with one hidden layer is compiled with other settings than yours will have, and measured on one batch. If
# a network gives each of the ten digits about the probability 0.1, its loss is near $-\ln 0.1 \approx 2.30$, and
# about one answer in ten is right by chance.

# %%
import tensorflow as tf
import tensorflow_datasets as tfds

# %%
training_set = tfds.load("mnist", split="train", as_supervised=True)


def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = training_set.batch(64).map(normalize)

for image_batch, label_batch in training_batches.take(1):
    print("pictures:", image_batch.shape, "labels:", label_batch.shape)

# %%
tf.random.set_seed(7)

model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(256, activation="sigmoid"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

model.compile(
    optimizer="sgd",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),
    metrics=["accuracy"],
)

example_loss, example_accuracy = model.evaluate(image_batch, label_batch, verbose=0)
print("loss {:.3f}, accuracy {:.1%}".format(example_loss, example_accuracy))

# %% [markdown]
# ## Your network
#
# Here is the network with two hidden layers. It is built, and not compiled yet.

# %%
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% [markdown]
# ## Your task
#
# 1. Compile `my_model` with the optimizer Adam, the sparse categorical cross-entropy as its loss, and the accuracy as
#    its metric.
# 2. Measure it on `image_batch` and `label_batch`, without training it, and call the two numbers `loss` and `accuracy`.

# %%
# BEGIN SOLUTION
# BLANK: loss = ...
# BLANK:
# BLANK: accuracy = ...
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The loss should be about 2.3, and the accuracy about 10 percent: `my_model` is guessing. Both differ a little from
# those of the example, since it is another network.

# %%
if loss is not ... and accuracy is not ...:
    print("loss {:.3f}, accuracy {:.1%}".format(loss, accuracy))
