# exercise: 08_mnist/load_mnist

# %% [markdown]
# # Loading a data set
#
# MNIST is a collection of small pictures of handwritten digits, each with the digit that was meant. It is where most people
# train their first network. In this exercise you load it, and ask it what is in it.
#
# **You will learn** how to load a data set with `tensorflow_datasets`, what its arguments mean, and where to find the
# number of classes and of examples, so that you never have to type them in.

# %% [markdown]
# ## The idea
#
# `tfds.load(name)` finds a data set by its name, and downloads it the first time. With no more than a name you get a
# dictionary of everything, so you usually say what you want:
#
# | argument | what it does |
# |---|---|
# | `split="train"` | gives one part of the data set alone: here the pictures to learn from. Most data sets have a part `"test"` too |
# | `as_supervised=True` | each example is a pair of a picture and its label. Otherwise it is a dictionary |
# | `with_info=True` | gives two things, the data set and an object that describes it, in this order |
#
# ### Asking instead of typing
#
# The description of a data set, called `info` below, knows its figures:
#
# - `info.splits` has an entry for each part. Its `num_examples` says how many examples are in that part.
# - `info.features` has an entry for the picture, `"image"`, and one for the label, `"label"`. The label's entry has
#   `names`, the names of the classes, and `num_classes`, which says how many there are.
#
# Code that asks is still right when the data change. That happens sooner than you may think: the copy of MNIST that comes
# with this course may hold fewer pictures than the one on the internet.

# %% [markdown]
# ## A worked example
#
# *Fashion-MNIST* is a sister of MNIST, with clothes instead of digits. This cell loads the pictures of clothes that are
# there for testing, and looks at the first one. It leaves out `as_supervised`, so each example is a dictionary. All of
# it happens in a function, `look_at`, so what is loaded is gone when the function is done.

# %%
import tensorflow_datasets as tfds


# %%
def look_at(name):
    examples, info = tfds.load(name, split="test", with_info=True)

    print("the classes:", info.features["label"].names)
    print("pictures for testing: {:,}".format(info.splits["test"].num_examples))

    for example in examples.take(1):
        print("a picture:", example["image"].dtype.name, example["image"].shape)
        print("its label:", example["label"].numpy(), "is", info.features["label"].names[example["label"]])


look_at("fashion_mnist")

# %% [markdown]
# ## Your task
#
# 1. Load the part of the data set `"mnist"` that is there for training. Its examples should be pairs of a picture and a
#    label. Call the data set `training_set`, and the object that describes it `dataset_info`.
# 2. Ask how many classes there are, and call the answer `num_classes`.
# 3. Ask how many pictures are in the training set, and call the answer `num_training_examples`.

# %%
# BEGIN SOLUTION
# BLANK: training_set = ...
# BLANK: dataset_info = ...
# BLANK:
# BLANK: num_classes = ...
# BLANK: num_training_examples = ...
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# An element of `training_set` should consist of a picture, `uint8` of shape `(28, 28, 1)`, and a label, an `int64` of
# shape `()`. The number of pictures below should be the same both times: the first one is what you found, the second one is
# counted by going through the whole training set.

# %%
if training_set is not ... and num_training_examples is not ...:
    print("an element:", training_set.element_spec)
    print("classes:", num_classes)
    print("pictures:", num_training_examples, "and counted:", sum(1 for _ in training_set))
