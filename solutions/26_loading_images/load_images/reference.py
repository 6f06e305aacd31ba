# exercise: 26_loading_images/load_images

# %% [markdown]
# # Pictures from folders
#
# The digits and the clothes came ready-made: one line, and they were there. Your own pictures will not be so kind. They
# lie in folders, as files, and what a picture shows is said by nothing but the folder in which it lies. In this
# exercise you load real photographs of cats and dogs from such folders.
#
# **You will learn** how folders become labels, how Keras turns a tree of folders into a data set, and how to bring the
# pixels into the range that a network likes.

# %% [markdown]
# ## The idea
#
# It is a custom that nearly every program for pictures knows: one folder for training and one for validation, and in
# each of them one folder for each class.
#
# ```
# cats_and_dogs/
#     train/
#         cats/    0001.png  0002.png  …
#         dogs/    0001.png  0002.png  …
#     validation/
#         cats/    …
#         dogs/    …
# ```
#
# `tf.keras.utils.image_dataset_from_directory(folder)` goes through such a folder and returns a `tf.data.Dataset`. Its
# elements are already batches: pictures, and a label for each. The classes are the folders' names in the order of the
# alphabet, and the labels are their numbers. Some of its arguments:
#
# | argument | what it settles | if you don't say it |
# |---|---|---|
# | `image_size=(height, width)` | every picture is brought to this size | `(256, 256)` |
# | `batch_size=n` | pictures in a batch | 32 |
# | `shuffle=False` | the pictures come in the order of their names | they are shuffled, anew in each pass |
# | `color_mode="grayscale"` | one channel | `"rgb"`: three |
#
# **One thing it does not do.** The pixels are `float32`, but still go from 0 to 255. As with the digits, a `map` has to
# bring them between 0 and 1, and has to leave the labels alone.

# %% [markdown]
# ## A worked example
#
# What happens behind that one line can be done by hand. The next cell draws a few pictures, light ones and dark ones,
# into folders in a temporary place. The one after it goes through the folders, reads each file, and takes the label
# from the folder's name.

# %%
import os
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import tensorflow as tf

# %%
place = Path(tempfile.mkdtemp())

for kind, brightness in (("dark", 40), ("light", 210)):
    (place / kind).mkdir()
    for number in range(3):
        drawn = tf.fill((4, 4, 3), tf.cast(brightness + 10 * number, tf.uint8))
        tf.io.write_file(str(place / kind / "{}.png".format(number)), tf.io.encode_png(drawn))

# %%
kinds = sorted(folder.name for folder in place.iterdir())
print("classes:", kinds)

for file in sorted(place.glob("*/*.png")):
    pixels = tf.io.decode_png(tf.io.read_file(str(file)))
    print(file.parent.name, file.name, "has shape", pixels.shape, "and the label", kinds.index(file.parent.name))

# %% [markdown]
# ## The material
#
# The next cell finds the photographs. They come from CIFAR-10, a well-known collection, and are small: 32 by 32 pixels,
# in color. If the cell says that they are not there, type in a terminal what it tells you, and run it again.

# %%
photographs = Path(os.environ.get("COURSE_DATA", "../_data")) / "cats_and_dogs"

if not photographs.is_dir():
    raise FileNotFoundError(
        "The photographs are not there. Type in a terminal, in the course's folder: grader data --fetch"
    )

train_folder = photographs / "train"
validation_folder = photographs / "validation"

for folder in sorted(photographs.glob("*/*")):
    print(folder.parent.name, folder.name, len(list(folder.glob("*.png"))), "files")

# %%
IMAGE_SIZE = (32, 32)
BATCH_SIZE = 50

# %% [markdown]
# ## Your task
#
# Make two data sets, both a `tf.data.Dataset`.
#
# 1. `train_data` holds all photographs in `train_folder` with their labels, in batches of `BATCH_SIZE`. They are shuffled,
#    and come in another order in each pass.
# 2. `validation_data` holds those in `validation_folder` in the same way; its order is up to you.
#
# In both, the photographs are `float32` of shape `IMAGE_SIZE` with three channels, with pixels from 0 to 1. The labels
# are `int32`, 0 for a cat and 1 for a dog, as `image_dataset_from_directory` makes them.


# %%
# BEGIN SOLUTION
# BLANK: train_data = ...
# BLANK:
# BLANK: validation_data = ...
def scale(images, labels):
    return images / 255, labels


train_data = tf.keras.utils.image_dataset_from_directory(train_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)
train_data = train_data.map(scale)

validation_data = tf.keras.utils.image_dataset_from_directory(
    validation_folder, image_size=IMAGE_SIZE, batch_size=BATCH_SIZE
)
validation_data = validation_data.map(scale)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# `Found 1000 files belonging to 2 classes.` and `Found 500 files belonging to 2 classes.` is what Keras should have said.
# The next cell draws the first photographs of a batch, each with its label. Do you see cats under `cat`, and dogs under
# `dog`? A picture that is all white has pixels far above 1.

# %%
if isinstance(train_data, tf.data.Dataset):
    for image_batch, label_batch in train_data.take(1):
        print("pictures:", image_batch.dtype.name, image_batch.shape)
        print("pixels from", image_batch.numpy().min(), "to", image_batch.numpy().max())
        figure, axes = plt.subplots(2, 6, figsize=(9, 3.4))
        for axis, image, label in zip(axes.flat, image_batch, label_batch):
            axis.imshow(image.numpy().clip(0, 1))
            axis.set_title(("cat", "dog")[int(label)])
            axis.axis("off")
        plt.show()
