# exercise: 27_augmentation/augment

# %% [markdown]
# # Data augmentation
#
# A network that has seen few pictures knows them by heart before it has understood what they show. More pictures would
# help, and they can be had for nothing: a dog that is turned a little, moved to the side or seen in a mirror is still a
# dog, but its pixels differ. Making new pictures from old ones in this way is called *augmentation*.
#
# **You will learn** how to make random changes with layers, how to put them into a pipeline, and why the validation
# pictures have to stay as they are.

# %% [markdown]
# ## The idea
#
# Keras has a layer for each kind of random change, among them
#
# - `tf.keras.layers.RandomRotation(0.1)`: turned by up to a tenth of a full turn to either side;
# - `tf.keras.layers.RandomTranslation(0.1, 0.1)`: moved by up to a tenth of the height and of the width;
# - `tf.keras.layers.RandomZoom(0.2)`: larger or smaller by up to a fifth;
# - `tf.keras.layers.RandomFlip("horizontal")`: mirrored, or not.
#
# Like dropout, they are active in training only: `layer(images, training=True)` changes the pictures, differently
# each time, and `layer(images, training=False)` gives them back as they are. Several of them make a
# `tf.keras.Sequential`, which is used in the same way.
#
# ### In a pipeline
#
# `batches.map(function)` lets each batch go through a function. What `map` does is done again in each pass, so that in
# each epoch the network sees new pictures. The labels must come through as they are.
#
# Validation shows how good the network is with real pictures, so those are left alone.

# %% [markdown]
# ## A worked example
#
# One picture, a bright corner, is shown to a layer three times in training, and once not.

# %%
import tensorflow as tf
import tensorflow_datasets as tfds

# %%
tf.random.set_seed(7)

corner = tf.constant([[1.0, 0.5], [0.0, 0.0]])[tf.newaxis, :, :, tf.newaxis]
flip = tf.keras.layers.RandomFlip("horizontal_and_vertical")

for training in (True, True, True, False):
    print("training={}:".format(training), flip(corner, training=training)[0, :, :, 0].numpy().tolist())

# %% [markdown]
# ## The material
#
# The next cell makes two pipelines of batches, `training_batches` and `validation_batches`. Their pictures have
# 28 by 28 pixels, from 0 to 1.


# %%
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label


training_set, validation_set = tfds.load("mnist", split=["train[:320]", "train[-64:]"], as_supervised=True)

training_batches = training_set.map(normalize).batch(64)
validation_batches = validation_set.map(normalize).batch(64)

# %% [markdown]
# ## Your task
#
# 1. Make `augmentation`, a `tf.keras.Sequential` of layers that change pictures at random. Which ones, how many, and
#    how strong they are is up to you, but at least one of them must turn, mirror, move or zoom the pictures: another
#    brightness or noise alone is not enough. The pictures must keep their shape, and their pixels should stay between
#    0 and 1.
# 2. Make `train_batches`: the batches of `training_batches`, with pictures that are augmented anew in each pass, and
#    with their labels.
#
# Leave `validation_batches` as they are.

# %%
# BEGIN SOLUTION
# BLANK: augmentation = ...
# BLANK:
# BLANK: train_batches = ...
augmentation = tf.keras.Sequential(
    [
        tf.keras.layers.RandomRotation(0.1),
        tf.keras.layers.RandomZoom(0.2),
    ]
)

train_batches = training_batches.map(lambda images, labels: (augmentation(images, training=True), labels))
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell goes through your batches twice, and looks at the first picture. How much of it should differ between the
# two passes, and how much between two looks at the same validation picture?

# %%
if isinstance(train_batches, tf.data.Dataset):
    for name, batches in (("train_batches", train_batches), ("validation_batches", validation_batches)):
        one, other = (list(batches.take(10))[0][0][0] for _ in range(2))
        differing = tf.math.count_nonzero(one != other).numpy()
        print("{}: {} of 784 pixels differ".format(name, differing))
