# exercise: 21_validation/validation

# %% [markdown]
# # Pictures that the network has not seen
#
# A network that knows its training pictures by heart has learned nothing. What counts is how it does on pictures that
# it has never seen, and that can only be found out with pictures that were kept away from it. In this exercise you deal
# the MNIST digits into three parts, and watch two of them during a training.
#
# **You will learn** what training, validation and test set are for, how to split a data set without mixing its parts,
# and how `fit` measures both at once.

# %% [markdown]
# ## The idea
#
# | part | what it is for |
# |---|---|
# | *training set* | the network learns from it: its weights are changed after each batch |
# | *validation set* | asked about after each epoch. The weights don't change, but *you* do: more epochs, other layers |
# | *test set* | asked about once, at the very end, when nothing will be changed any more |
#
# **No picture may be in two parts.** A picture that the network has learned from says nothing about those it has not
# seen, and the measured accuracy is better than the true one.
#
# **How to split.** `tfds.load` takes a part of a split in brackets, as Python takes a part of a list, in percent or in
# numbers: `'train[:10%]'` is the first tenth of the training split, `'train[10%:]'` is all the rest. Percent is the better
# choice: the copy of MNIST that comes with this course may hold fewer pictures than the one on the internet. A list of such
# texts gives a list of data sets. They are always the same pictures, and never the same one twice. Beware of a data set
# that is shuffled first and split by `take` and `skip` later: it is shuffled anew in each pass, so in each pass other
# pictures fall into each part.
#
# **How to measure.** `model.fit(batches, epochs=n, validation_data=other_batches)` asks the model about `other_batches`
# after each epoch. The history then has `'val_loss'` and `'val_accuracy'` beside `'loss'` and `'accuracy'`.

# %% [markdown]
# ## A worked example
#
# Say there are ten pictures, numbered from 0 to 9, and three tenths are for validation.
#
# | text | pictures |
# |---|---|
# | `'train[:70%]'` | 0 to 6 |
# | `'train[70%:]'` | 7 to 9 |
# | `'train[:30%]'` | 0 to 2, which are in the first line too: no good for validation |
#
# While the loss falls on both sets, the network learns. When it goes on falling on the training set and *rises* on the
# validation set, the network begins to learn by heart, which is called *overfitting*.

# %% [markdown]
# ## The material
#
# Run the next cells. They hold what you know: a function that normalizes, the size of a batch, and a model that is built
# and compiled.

# %%
import tensorflow as tf
import tensorflow_datasets as tfds


# %%
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label


batch_size = 64

# %%
model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

EPOCHS = 2

# %% [markdown]
# ## Your task
#
# 1. Load the data set `'mnist'`, with `as_supervised=True`, as three data sets: `training_set` holds the first 80 percent
#    of its split `'train'`, `validation_set` the other 20 percent, and `test_set` all of its split `'test'`.
# 2. Make a pipeline `training_batches` of the training set and a pipeline `validation_batches` of the validation set:
#    normalized, in batches of `batch_size`, and the training pictures shuffled before they are batched.
# 3. Train `model` for `EPOCHS` epochs on `training_batches`, with `validation_batches` for validation. Keep what `fit`
#    returns as `history`.
#
# The test set waits for the day when nothing will be changed any more.
#
# `model` itself is looked at, too: put together anew from its layers, it is shown 1,000 digits that are not among yours,
# and the last 20 percent of `'train'`, on which it should have the loss that `history` ends with. So let it stay a network
# of Keras' own layers, as it is given.

# %%
# BEGIN SOLUTION
# BLANK: training_set = ...
# BLANK: validation_set = ...
# BLANK: test_set = ...
# BLANK:
# BLANK: training_batches = ...
# BLANK: validation_batches = ...
# BLANK:
# BLANK: history = ...
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell counts the pictures of each part and prints both accuracies after each epoch. The training set should be
# four times as large as the validation set. After two epochs both accuracies are far above 80 percent, and not far from
# each other: there is nothing of overfitting yet.
#
# If there is no `val_accuracy`, `fit` was not given anything to validate with.

# %%
for name in ("training_set", "validation_set", "test_set"):
    part = globals().get(name)
    if isinstance(part, tf.data.Dataset):
        print("{} has {:,} pictures".format(name, part.cardinality()))

if isinstance(history, tf.keras.callbacks.History):
    for metric, values in history.history.items():
        print("{:>12}: ".format(metric), ", ".join("{:.3f}".format(value) for value in values))
