# exercise: 13_predictions/predict

# %% [markdown]
# # Making predictions
#
# A model is there to be asked. In this exercise you show a network a batch of handwritten digits and keep what it
# answers, before it has learned anything. It will be wrong nearly always, and you will see how it says so.
#
# **You will learn** how to get a model's answers for a batch of pictures, how to read them, and how to take one
# picture out of a batch.

# %% [markdown]
# ## The idea
#
# `model.predict(batch)` sends a batch through the network and returns a NumPy array, with one row for each picture
# and one column for each class. `model(batch)` does the same and returns a tensor. With softmax in the last layer, each
# row consists of probabilities: ten numbers from 0 to 1, together 1. The largest one is what the model thinks it
# sees:
#
# | | 0 | 1 | 2 | … | 9 |
# |---|---|---|---|---|---|
# | first picture | 0.03 | 0.08 | **0.61** | … | 0.02 |
#
# A network that has not been trained has no opinion. Its probabilities all lie in the neighbourhood of 0.1.
#
# A model is an object with a name, and each model answers with its own weights. Two models in one notebook are two
# different opinions.

# %% [markdown]
# ## A worked example
#
# The next cells take one batch of pictures from the pipeline and show it to a network with one hidden layer.

# %%
import numpy as np
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

answers = model(image_batch[:2]).numpy()
print("Two pictures, two rows:", answers.shape)
print("The first row adds up to {:.3f}.".format(answers[0].sum()))
print("The model takes the first picture for a {}.".format(answers[0].argmax()))

# %% [markdown]
# ## Your network
#
# This is the network from the lesson on layers, with two hidden layers. It is a model of its own, called `my_model`.

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
# 1. Let `my_model` predict all of `image_batch`, and call its answers `ps` (for *probabilities*).
# 2. Take the first picture out of `image_batch`, as a NumPy array of shape `(28, 28)`, and call it `first_image`. The
#    axis of the single shade of grey has to go: `.squeeze()` removes axes of length 1.

# %%
# BEGIN SOLUTION
# BLANK: ps = ...
# BLANK:
# BLANK: first_image = ...
ps = my_model.predict(image_batch, verbose=0)

first_image = image_batch[0].numpy().squeeze()
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# There should be 64 rows of ten probabilities, each row should add up to 1, and the picture should be 28 by 28.

# %%
if ps is not ... and first_image is not ...:
    print("answers:", np.shape(ps), "first picture:", np.shape(first_image))
    print("smallest and largest sum of a row:", np.sum(ps, axis=-1).min(), np.sum(ps, axis=-1).max())
