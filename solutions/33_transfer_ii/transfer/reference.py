# exercise: 33_transfer_ii/transfer

# %% [markdown]
# # Transfer learning: training the head
#
# In the last lesson you put a new head onto a network that has seen more than a million photographs. The head is still
# random. Now it learns to tell dogs from cats, and it takes surprisingly little: 160 photographs an epoch, three epochs,
# and a few seconds. A network that starts from nothing is hardly better than a guess after that.
#
# **You will learn** how a network with a frozen part is compiled and trained, and what to look at afterwards.

# %% [markdown]
# ## The idea
#
# **Why is so little enough?** Only the head learns: 1,280 features go in, two probabilities come out, which makes 2,562
# numbers. All that it takes to see edges, fur and ears lies in the 3.4 million numbers that stay as they are.
#
# **Freeze first, then compile.** `compile` settles which weights a training may change. Whoever sets `trainable` after
# it has to compile once more. And whoever forgets to freeze lets the first steps of a random head loose on weights that
# took weeks to learn.
#
# **What is a good result?** Cats and dogs come in equal numbers, so guessing gives 50 percent. These photographs have
# 32 by 32 pixels, which even people find hard to read. About 7 of 10 is what the head reaches here; with larger
# photographs and more time it would be more than 9 of 10.
#
# ### Which network this is
#
# The course uses MobileNetV2. Here a relative stands in for it, *EfficientNet-Lite0*: it is built of the same kind of
# blocks, was trained on the same photographs (ImageNet), and can be had without the internet. Where you have the internet
# you can try the course's own. These lines make a `feature_extractor` that takes the same pictures and is used in the
# same way, with the same 1,280 features (hand in with the network that is given, though, since graders work offline):
#
# ```python
# feature_extractor = tf.keras.Sequential([
#     tf.keras.Input(shape=(96, 96, 3)),
#     tf.keras.layers.Rescaling(2, offset=-1),
#     tf.keras.applications.MobileNetV2(input_shape=(96, 96, 3), include_top=False, pooling="avg", weights="imagenet"),
# ])
# feature_extractor.trainable = False
# ```

# %% [markdown]
# ## A worked example
#
# A network of two layers, small enough to look at all of its numbers. The first layer is frozen. After a training, its
# weight is what it was; the other one has moved.

# %%
import os
from pathlib import Path

import tensorflow as tf

# %%
tf.random.set_seed(7)

first = tf.keras.layers.Dense(1, use_bias=False, trainable=False)
second = tf.keras.layers.Dense(1, use_bias=False)
pair = tf.keras.Sequential([tf.keras.Input(shape=(1,)), first, second])

before = [float(layer.kernel[0, 0]) for layer in (first, second)]
pair.compile(optimizer="sgd", loss="mse")
pair.fit(tf.ones((32, 1)), tf.fill((32, 1), 3.0), epochs=5, verbose=0)
after = [float(layer.kernel[0, 0]) for layer in (first, second)]

print("frozen: {:.4f} before, {:.4f} after".format(before[0], after[0]))
print("free:   {:.4f} before, {:.4f} after".format(before[1], after[1]))

# %% [markdown]
# ## The material
#
# The next cells load the pretrained network, freeze it, and make `training_batches`: photographs of 96 by 96 pixels from
# 0 to 1 with their labels, 0 for a cat and 1 for a dog, ten batches of 16 in each pass. If a cell says that something is
# not there, type in a terminal what it tells you, and run it again.

# %%
course_data = Path(os.environ.get("COURSE_DATA", "../_data"))

if not (course_data / "pretrained").is_dir() or not (course_data / "cats_and_dogs").is_dir():
    raise FileNotFoundError("The data is not there. Type in a terminal, in the course's folder: grader data --fetch")

feature_extractor = tf.keras.models.load_model(course_data / "pretrained" / "efficientnet_lite0.keras")
feature_extractor.trainable = False
print("features of a picture:", feature_extractor.output_shape[1])


# %%
def scale(images, labels):
    return images / 255, labels


training_batches = (
    tf.keras.utils.image_dataset_from_directory(
        course_data / "cats_and_dogs" / "train", image_size=(96, 96), batch_size=16, seed=7
    )
    .map(scale)
    .take(10)
)

# %%
EPOCHS = 3

# %% [markdown]
# ## Your task
#
# 1. Build `model`: the `feature_extractor`, and on top of it one dense layer with two neurons and softmax.
# 2. Compile it with the optimizer `'adam'`, the loss `'sparse_categorical_crossentropy'` and the metric `'accuracy'`.
# 3. Train it on `training_batches` for `EPOCHS` epochs, and keep what `fit` returns as `history`.
#
# The weights of the `feature_extractor` must stay as they are. If you want to try something out, start again from a new
# model before you hand in.

# %%
# BEGIN SOLUTION
# BLANK: model = ...
# BLANK:
# BLANK: history = ...
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The loss should fall from epoch to epoch, and the accuracy should rise above 60 percent. In the end the model is also
# shown photographs that are not among yours.
#
# The next cell shows it the first photographs of the validation folder. The first half are cats. How often is the model
# right?

# %%
if isinstance(model, tf.keras.Model):
    validation_folder = course_data / "cats_and_dogs" / "validation"
    files = [file for kind in ("cats", "dogs") for file in sorted((validation_folder / kind).glob("*.png"))[:8]]
    pictures = tf.stack([tf.image.resize(tf.io.decode_png(tf.io.read_file(str(file))), (96, 96)) for file in files])
    answers = model(pictures / 255).numpy().argmax(axis=1)
    print("answers:", [("cat", "dog")[answer] for answer in answers])
    print("weights that training may change:", len(model.trainable_weights))
