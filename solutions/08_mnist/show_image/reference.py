# exercise: 08_mnist/show_image

# %% [markdown]
# # Looking at a picture
#
# Before a network learns from pictures, look at them yourself. It takes four lines, and it has saved many people days:
# pictures that are upside down, labels that belong to the neighbour, or values from 0 to 255 where 0 to 1 was expected
# are seen at once.
#
# **You will learn** how to take one example out of a data set, how to get rid of an axis of length 1, and how to draw
# an array of numbers as a picture.

# %% [markdown]
# ## The idea
#
# A data set of `tensorflow_datasets` is a stream of examples. `training_set.take(1)` is a stream of the first one
# only, and a `for` loop unpacks it:
#
# `for image, label in training_set.take(1):`
#
# `image` is then a tensor of shape `(28, 28, 1)`: 28 rows, 28 columns, and one shade of grey for each. The last axis
# says nothing, so it can go. `image.numpy()` makes a NumPy array of it, and `.squeeze()` drops every axis of length 1:
# `(28, 28, 1)` becomes `(28, 28)`.
#
# `plt.imshow(array, cmap=plt.cm.binary)` draws such an array as a picture, large numbers dark. `plt.colorbar()` adds
# the scale beside it, which tells what the shades mean. A notebook shows a figure at the end of its cell, or as soon as
# you say `plt.show()`.

# %% [markdown]
# ## A worked example
#
# A picture of 2 by 3 pixels, with an axis too many.

# %%
import matplotlib.pyplot as plt
import numpy as np
import tensorflow_datasets as tfds

# %%
tiny = np.array([[[0], [128], [255]], [[255], [128], [0]]])
print(tiny.shape, "becomes", tiny.squeeze().shape)

plt.imshow(tiny.squeeze(), cmap=plt.cm.binary)
plt.colorbar(label="the larger, the darker")
_ = plt.title("two rows of three pixels")

# %% [markdown]
# ## The material

# %%
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

# %% [markdown]
# ## Your task
#
# 1. Take the **first** example of `training_set`. Call its picture `image`, as a NumPy array of shape `(28, 28)`, and
#    its label `label`. Whether that is a tensor or a number makes no difference.
# 2. Draw `image` with `plt.imshow`, in any colours, and a colour bar beside it.

# %%
# BEGIN SOLUTION
# BLANK: image = ...
# BLANK: label = ...
for image, label in training_set.take(1):
    image = image.numpy().squeeze()

plt.imshow(image)
plt.colorbar()
plt.show()
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell prints the shape and the label. Is the digit in your figure the one that the label names? The colour
# bar should reach from 0 to 255: nothing has been scaled yet.

# %%
if isinstance(image, np.ndarray):
    print("{} shows a {}".format(image.shape, label))
