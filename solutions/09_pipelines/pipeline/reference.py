# exercise: 09_pipelines/pipeline

# %% [markdown]
# # A pipeline for pictures
#
# A network does not learn from a pile of files. It wants numbers of a sensible size, some pictures at a time, in an
# order that does not give anything away. What brings them is a *pipeline*: a chain of small steps, each of which takes
# what the one before it yields. In this exercise you build the pipeline that feeds a network with handwritten digits.
#
# **You will learn** what `map`, `shuffle`, `batch` and `prefetch` do to a data set, and why their order matters.

# %% [markdown]
# ## The idea
#
# A `tf.data.Dataset` yields one element after the other. Its methods return a *new* data set, and leave the old one as
# it is, so they can be chained.
#
# | step | what comes out |
# |---|---|
# | `.map(function)` | every element as the function returns it |
# | `.shuffle(n)` | the same elements in another order, and in yet another one in the next pass |
# | `.batch(n)` | `n` elements stacked to one, with a new first axis |
# | `.prefetch(n)` | the same elements; the next `n` are got ready while the network still works |
#
# **Why normalize?** A pixel is a whole number from 0 to 255. Networks learn faster from numbers between 0 and 1, so
# every pixel is divided by 255. Division needs a number with a decimal point, so the picture is first cast to
# `tf.float32`. A label is the digit itself, and stays as it is.
#
# **How does `shuffle` work?** It keeps a *buffer* of `n` elements, hands out one of them at random and puts the next
# one in its place. With a buffer of 1 nothing is shuffled at all. A quarter of the data set is a good size.
#
# **Why shuffle before batching?** After `.batch(64)`, an element is a batch. A shuffle that comes later deals whole
# batches, and the same 64 pictures stay together for ever.

# %% [markdown]
# ## A worked example
#
# Ten numbers, in batches of four. Run the cell more than once: which numbers share a batch?

# %%
import numpy as np
import tensorflow as tf
import tensorflow_datasets as tfds

# %%
ten = tf.data.Dataset.range(10)

print("batches:                       ", [batch.tolist() for batch in ten.batch(4).as_numpy_iterator()])
print("first shuffled, then batches:  ", [batch.tolist() for batch in ten.shuffle(10).batch(4).as_numpy_iterator()])
print("first batches, then shuffled:  ", [batch.tolist() for batch in ten.batch(4).shuffle(10).as_numpy_iterator()])

# %% [markdown]
# The last batch holds only two numbers, for ten is not a multiple of four. And in the last line `[0, 1, 2, 3]` is
# always together.

# %% [markdown]
# ## The material
#
# Run the next two cells. `training_set` yields pairs of a picture, `uint8` of shape `(28, 28, 1)`, and a label,
# `int64`. It is not shuffled, not batched and not normalized.

# %%
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_training_examples = dataset_info.splits["train"].num_examples
print("There are {:,} pictures to learn from.".format(num_training_examples))

# %%
batch_size = 64

# %% [markdown]
# ## Your task
#
# 1. Write a function `normalize(image, label)`. It returns the picture as `tf.float32` with pixels from 0 to 1, and
#    the label unchanged.
# 2. Make a pipeline called `training_batches` from `training_set`. Its pictures are normalized and shuffled, they come
#    in batches of `batch_size`, in another order in each pass, and the next batch is prefetched. Every picture of
#    `training_set` comes once in a pass, with its own label, so the last batch may be smaller.


# %%
# BEGIN SOLUTION
# BLANK: def normalize(image, label):
# BLANK:     ...
# BLANK:
# BLANK:
# BLANK: training_batches = ...
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label


training_batches = training_set.cache().shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell takes one batch and looks at it. The pictures should be `float32` of shape `(64, 28, 28, 1)`, with
# pixels from 0 to 1, and the labels `int64` of shape `(64,)`, from 0 to 9.
#
# If the pixels go up to 255, or to 0.004, count how often they are divided. If the labels are all 0, or have decimals,
# look at what `normalize` returns in second place.

# %%
if isinstance(training_batches, tf.data.Dataset):
    for image_batch, label_batch in training_batches.take(1):
        print("pictures:", image_batch.dtype.name, image_batch.shape)
        print("pixels from", np.min(image_batch), "to", np.max(image_batch))
        print("labels:", label_batch.dtype.name, label_batch.shape)
        print("labels from", np.min(label_batch), "to", np.max(label_batch))
