# exercise: 32_transfer/feature_extractor

# %% [markdown]
# # Transfer learning: a head of your own
#
# A network that has seen more than a million photographs knows what edges, fur, wheels and leaves look like. Why should
# your network learn all that again? *Transfer learning* takes a trained network, leaves off its last layer, which names
# things that you don't care about, and puts a small new one in its place.
#
# **You will learn** how to load a pretrained network, how to freeze it, and how to put a head of your own on top of it.

# %% [markdown]
# ## The idea
#
# A network for photographs consists of two parts.
#
# - The **feature extractor** is all but the last layer. It turns a picture into a list of numbers, its *features*: how
#   much of this texture is in the picture, how much of that form. They are useful for nearly every question about pictures.
# - The **head** is the last layer. It turns features into an answer to one question, such as "dog or cat?".
#
# The head is new and has to learn. The feature extractor must not change, or the first steps of a random head would spoil
# what it knows. So it is *frozen*: `layer.trainable = False`, which holds for a whole model just as for one layer, and for
# all that is in it. Frozen weights are the *non-trainable parameters* in a summary.
#
# ### Which network this is
#
# The course uses MobileNetV2. Here a relative stands in for it, *EfficientNet-Lite0*: it is built of the same kind of
# blocks, was trained on the same photographs (ImageNet), and can be had without the internet. It comes without its last
# layer. Pictures of 96 by 96 pixels from 0 to 1 go in, and 1,280 features come out.
#
# Where you have the internet you can try the course's own. These lines make a `feature_extractor` that takes the same
# pictures and gives as many features, and what you do with it is the same (hand in with the network that is given,
# though, since graders work offline):
#
# ```python
# feature_extractor = tf.keras.Sequential([
#     tf.keras.Input(shape=(96, 96, 3)),
#     tf.keras.layers.Rescaling(2, offset=-1),
#     tf.keras.applications.MobileNetV2(input_shape=(96, 96, 3), include_top=False, pooling="avg", weights="imagenet"),
# ])
# ```

# %% [markdown]
# ## A worked example
#
# A small network is frozen, and a layer is added behind it. The parameters of the small one do not vanish: they are
# counted as before, but training leaves them alone.

# %%
import os
from pathlib import Path

import numpy as np
import tensorflow as tf

# %%
small = tf.keras.Sequential([tf.keras.Input(shape=(4,)), tf.keras.layers.Dense(3, activation="relu")])
print("before:", len(small.trainable_weights), "tensors that training may change")

small.trainable = False
print("after: ", len(small.trainable_weights), "tensors that training may change")

larger = tf.keras.Sequential()
larger.add(small)
larger.add(tf.keras.layers.Dense(5))
larger.summary()

# %% [markdown]
# ## The material
#
# The next cell finds the file of the pretrained network. If it says that it is not there, type in a terminal what it
# tells you, and run it again.

# %%
network_file = Path(os.environ.get("COURSE_DATA", "../_data")) / "pretrained" / "efficientnet_lite0.keras"

if not network_file.is_file():
    raise FileNotFoundError("The network is not there. Type in a terminal, in the course's folder: grader data --fetch")

# %% [markdown]
# ## Your task
#
# 1. Load the network in `network_file` with `tf.keras.models.load_model`, and call it `feature_extractor`.
# 2. Freeze it.
# 3. Build `model`: the `feature_extractor`, and on top of it one dense layer with two neurons and softmax, one for "cat" and
#    one for "dog".
#
# Nothing is compiled or trained here. That comes in the next lesson.

# %%
# BEGIN SOLUTION
# BLANK: feature_extractor = ...
# BLANK:
# BLANK: model = ...
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell counts parameters. Only those of the new layer should be trainable: 1,280 features times 2 neurons, and
# 2 biases. It then shows the feature extractor an empty picture and one of noise. A pretrained network tells them apart
# by many features.

# %%
if isinstance(model, tf.keras.Model):
    for name, weights in (("trainable", model.trainable_weights), ("non-trainable", model.non_trainable_weights)):
        print("{}: {:,} parameters".format(name, sum(int(np.prod(one.shape)) for one in weights)))

    noise = np.random.default_rng(7).random((1, 96, 96, 3), np.float32)
    features = [feature_extractor(picture).numpy()[0] for picture in (np.zeros_like(noise), noise)]
    print("features:", features[0].shape, "of which", int(np.sum(np.abs(features[0] - features[1]) > 0.1)), "differ")
