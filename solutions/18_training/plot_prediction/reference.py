# exercise: 18_training/plot_prediction

# %% [markdown]
# # Looking at a prediction
#
# A trained network gives ten probabilities for each picture. Ten numbers in a row say little to the eye; beside the
# picture, as bars, they say at once what the network sees, how sure it is, and what else it thought of.
#
# **You will learn** how to draw a picture and the network's answer to it side by side.

# %% [markdown]
# ## The idea
#
# A *figure* may hold several pairs of *axes*, the places in which something is drawn. `plt.subplots(rows, columns)` makes
# a figure with that many places, and returns the figure and the places. Each place has the methods that you know from
# `plt`:
#
# - `place.imshow(array)` draws an array with rows and columns as a picture,
# - `place.bar(positions, heights)` draws bars, one for each pair of numbers,
# - `place.set_title(text)` and its likes explain what is seen.
#
# `model.predict(batch)` has a row for each picture of the batch. The first picture and the first row belong together.

# %% [markdown]
# ## A worked example
#
# A weather forecast is a prediction as well: the map of rain on the left, the chances of three kinds of weather on the
# right.

# %%
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf
import tensorflow_datasets as tfds

# %%
rain = np.array([[0, 1, 3], [1, 4, 6], [0, 2, 5]])
chances = [0.1, 0.7, 0.2]

figure, places = plt.subplots(1, 2, figsize=(6, 2.5))
places[0].matshow(rain, cmap=plt.cm.Blues)
places[1].barh(["sun", "rain", "snow"], chances)
places[1].set_xlim(0, 1)
plt.show()

# %% [markdown]
# ## Your network
#
# The next cells load the digits and train a small network called `my_model`, which takes some seconds. `old_model` has
# the same layers, but it never learned anything. `image_batch` holds the first 64 pictures, and `label_batch` what they
# show.

# %%
training_set = tfds.load("mnist", split="train", as_supervised=True)


def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = training_set.map(normalize).batch(64).cache()

for image_batch, label_batch in training_batches.take(1):
    print("pictures:", image_batch.shape, "labels:", label_batch.shape)

# %%
tf.random.set_seed(7)

my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
old_model = tf.keras.models.clone_model(my_model)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
_ = my_model.fit(training_batches, epochs=3, verbose=2)

# %% [markdown]
# ## Your task
#
# 1. Let `my_model` predict all of `image_batch`, and call its answers `ps` (for *probabilities*).
# 2. Take the first picture out of `image_batch`, as an array of shape `(28, 28)`, and call it `first_image`.
# 3. Draw a figure that shows both: `first_image` as a picture, and the ten probabilities that `my_model` gives for it as
#    bars, from digit 0 to digit 9. How you arrange the two is up to you.

# %%
# BEGIN SOLUTION
# BLANK: ps = ...
# BLANK:
# BLANK: first_image = ...
ps = my_model.predict(image_batch)
first_image = image_batch[0].numpy().squeeze()

figure, (left, right) = plt.subplots(1, 2)
left.imshow(first_image)
right.bar(range(10), ps[0])
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# Is the tallest bar at the digit that you see? The next cell prints what the label and both networks say. A network that
# never learned gives ten bars of nearly the same height.

# %%
if ps is not ...:
    print("the label says", label_batch[0].numpy())
    print("my_model says", np.argmax(ps[0]), "with probability {:.2f}".format(np.max(ps[0])))
    print("old_model's largest probability is {:.2f}".format(np.max(old_model(image_batch)[0])))
