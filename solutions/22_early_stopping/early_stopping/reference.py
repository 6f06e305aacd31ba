# exercise: 22_early_stopping/early_stopping

# %% [markdown]
# # Stopping in time
#
# How many epochs are enough? If a network looks at the same pictures too often, it begins to learn them by heart: its
# answers for those get better and better, and its answers for all others get worse. So one keeps some pictures apart, asks
# the network about them after each epoch, and stops when it no longer gets better there.
#
# **You will learn** how to let Keras do that for you, and how to see in a history that it did.

# %% [markdown]
# ## The idea
#
# A *callback* is an object that `fit` calls after each epoch. `tf.keras.callbacks.EarlyStopping(...)` makes one that may
# end the training. It has to know three things.
#
# - `monitor` is what it watches: a name from the history. `'loss'` is the loss on the training pictures, `'val_loss'`
#   that on the *validation* pictures, which the network does not learn from.
# - `patience` is for how many epochs in a row it puts up with no improvement.
# - `restore_best_weights=True` gives the model back the weights of its best epoch at the end. Otherwise it keeps those
#   of the last one, which was not the best.
#
# `fit` gets a list of callbacks, and the validation pictures:
# `model.fit(batches, validation_data=..., epochs=..., callbacks=[...])`. Then `epochs` is only the most that may be.

# %% [markdown]
# ## A worked example
#
# With a patience of 3, a validation loss such as this one ends the training after the sixth epoch. The third was the best.
#
# | epoch | 1 | 2 | 3 | 4 | 5 | 6 |
# |---|---|---|---|---|---|---|
# | validation loss | 0.91 | 0.60 | **0.52** | 0.55 | 0.53 | 0.58 |
# | epochs without improvement | 0 | 0 | 0 | 1 | 2 | 3 |
#
# ## The material
#
# The next cells make few training pictures, so that the network soon knows them by heart, some others for
# validation, and a network that is built and compiled.

# %%
import tensorflow as tf
import tensorflow_datasets as tfds

# %%
training_set, validation_set = tfds.load("mnist", split=["train[:320]", "train[-640:]"], as_supervised=True)


def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_batches = training_set.map(normalize).cache().shuffle(320).batch(32)
validation_batches = validation_set.map(normalize).batch(640).cache()

# %%
tf.random.set_seed(7)

model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

model.compile(
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.005),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)

# %% [markdown]
# ## Your task
#
# 1. Make a callback `early_stopping` that watches the validation loss, has a patience of 3 epochs, and gives the model
#    its best weights back.
# 2. Train `model` on `training_batches` with it, for at most 30 epochs and with `validation_batches` for validation. Keep
#    what `fit` returns as `history`.
#
# `model` itself is looked at first: put together anew from its layers, it is shown 1,000 digits that are not among yours,
# and its loss on the validation pictures should be the smallest one in `history`. So let it stay a network of Keras' own
# layers, as it is given. How many epochs there were, nobody can tell from a model. For that your notebook's own word
# counts: the callback and the history, which this exercise is about, make half of the points.

# %%
# BEGIN SOLUTION
# BLANK: early_stopping = ...
# BLANK:
# BLANK: history = ...
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

history = model.fit(
    training_batches,
    validation_data=validation_batches,
    epochs=30,
    callbacks=[early_stopping],
    verbose=0,
)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell prints the validation loss of each epoch. Find the smallest one: three more epochs should follow it, and
# there should be fewer than 30 in all.

# %%
if isinstance(history, tf.keras.callbacks.History):
    for epoch, loss in enumerate(history.history.get("val_loss", []), 1):
        print("epoch {}: validation loss {:.4f}".format(epoch, loss))
