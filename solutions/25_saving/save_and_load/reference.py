# exercise: 25_saving/save_and_load

# %% [markdown]
# # Saving a model and getting it back
#
# Training takes minutes or days. What it leaves behind, the weights, lives in the memory of your notebook, and is gone
# when the notebook is closed. Saved to a file, a model can be used tomorrow, on another machine, or in a program.
#
# **You will learn** how to save a whole model in one file, how to load it again, and how to make sure that what comes
# back is what was saved.

# %% [markdown]
# ## The idea
#
# `model.save('name.keras')` writes one file. It holds three things: the **layers** and how they hang together, the
# **weights**, and how the model was **compiled**. Older tutorials save folders, or files that end in `.h5`; today the
# ending is `.keras`.
#
# `tf.keras.models.load_model('name.keras')` reads the file and returns a model. It is a new object, with weights of
# its own: if you train one of the two, the other does not change.
#
# How do you know that nothing was lost? Ask both models the same, and compare the answers. They should be equal, not
# merely alike.

# %% [markdown]
# ## A worked example
#
# One neuron, saved and loaded.

# %%
import numpy as np
import tensorflow as tf

# %%
neuron = tf.keras.Sequential([tf.keras.Input(shape=(2,)), tf.keras.layers.Dense(1)])
neuron.save("neuron.keras")

again = tf.keras.models.load_model("neuron.keras")
question = tf.constant([[1.0, 2.0]])
print(neuron(question).numpy(), "and", again(question).numpy())

# %% [markdown]
# ## The material
#
# A network for digits, compiled. Its weights are random: for saving, that makes no difference.

# %%
tf.random.set_seed(7)

model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

image_batch = tf.random.uniform((4, 28, 28, 1))

# %% [markdown]
# ## Your task
#
# 1. Save `model` in a file called `my_model.keras`.
# 2. Load that file, and call the result `reloaded_model`.

# %%
# BEGIN SOLUTION
# BLANK: reloaded_model = ...
model.save("my_model.keras")
reloaded_model = tf.keras.models.load_model("my_model.keras")
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell asks both models about the same pictures. The largest difference should be 0.

# %%
if isinstance(reloaded_model, tf.keras.Model):
    difference = np.abs(model(image_batch) - reloaded_model(image_batch)).max()
    print("largest difference:", difference)
