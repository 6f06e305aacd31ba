# exercise: 16_clearing/clear_session

# %% [markdown]
# # Clearing the session
#
# Whoever tries things out builds a network, looks at it, changes a number and builds it again. Keras keeps count of all
# that in the background. After an afternoon your first layer is called `dense_57`, and what earlier models left behind
# still takes memory.
#
# **You will learn** what Keras remembers from one model to the next, and how to begin with a clean slate.

# %% [markdown]
# ## The idea
#
# Keras has a *session*, a notebook of its own, in which it writes down what has been made so far. Among other things it
# counts the layers of each kind: the first `Dense` is called `dense`, the second one `dense_1`, and so on, across all
# models. So the same code gives other names whenever it runs again.
#
# A call without arguments tears these pages out: `tf.keras.backend.clear_session()`, or `tf.keras.utils.clear_session()`,
# which is the same. What it does not do: it does not change models that are there already. They keep their layers, their
# weights and their names. Only what is built **afterwards** starts anew.
#
# It is a good habit before a loop that builds many models, and before you build a model again that you want to compare
# with the output of somebody else.

# %% [markdown]
# ## A worked example
#
# Here is how the count goes on. Dropout is a kind of layer like any other:

# %%
import tensorflow as tf

# %%
for round_number in range(3):
    layer = tf.keras.layers.Dropout(0.1)
    print("round", round_number, "made a layer called", layer.name)

# %% [markdown]
# ## The material
#
# `build_network()` makes a network for the digits of MNIST. Five times somebody tried it out, and the last of these
# networks is called `trial`. Look at the names of its layers.


# %%
def build_network():
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(28, 28, 1)),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(256, activation="relu"),
            tf.keras.layers.Dense(10, activation="softmax"),
        ]
    )


for attempt in range(5):
    trial = build_network()

print([layer.name for layer in trial.layers])

# %% [markdown]
# ## Your task
#
# 1. Clear the session.
# 2. Build the same network again, and call it `model`. Its layers should have names that are numbered from the beginning.

# %%
# BEGIN SOLUTION
# BLANK: model = ...
tf.keras.backend.clear_session()

model = build_network()
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The names of the new layers should have the lowest numbers there are. `trial` still is what it was.

# %%
if isinstance(model, tf.keras.Model):
    print("trial:", [layer.name for layer in trial.layers])
    print("model:", [layer.name for layer in model.layers])
