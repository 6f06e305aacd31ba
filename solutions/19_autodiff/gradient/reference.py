# exercise: 19_autodiff/gradient

# %% [markdown]
# # Automatic differentiation
#
# A network learns by going downhill: for each weight, it has to know in which direction the loss grows, and how fast.
# That is a derivative, and a network has hundreds of thousands of weights. Nobody works these derivatives out on paper.
# TensorFlow does it while it computes.
#
# **You will learn** how to let TensorFlow record a computation with `tf.GradientTape`, and how to get a derivative out
# of it.

# %% [markdown]
# ## The idea
#
# A *tape* remembers each step of a computation. It is run backwards afterwards, and by the chain rule it gives the
# derivative of what came out with respect to what went in. Three steps are enough:
#
# 1. `with tf.GradientTape() as tape:` starts the recording. Everything that belongs to the computation stands indented
#    below it.
# 2. `tape.watch(x)` tells the tape that `x` is what you want to differentiate by. Variables, such as the weights of a
#    layer, are watched anyway. A plain tensor is not: without `watch`, the derivative comes out as `None`.
# 3. `tape.gradient(y, x)` gives the derivative $dy/dx$, in the shape of `x`. It works once for each tape.

# %% [markdown]
# ## A worked example
#
# The derivative of $s = \sin(t)$ is $\cos(t)$. The tape finds it without knowing that rule by heart:

# %%
import numpy as np
import tensorflow as tf

# %%
t = tf.constant([0.0, 1.0, 2.0])

with tf.GradientTape() as tape:
    tape.watch(t)
    s = tf.sin(t)

ds_dt = tape.gradient(s, t)

print("from the tape:", ds_dt.numpy())
print("cosine:       ", tf.cos(t).numpy())

# %% [markdown]
# ## Your task
#
# The next cell makes a tensor `x` with 2 rows and 2 columns.
#
# 1. Compute $y = x^2$, each number by itself, while a tape records it. Call the result `y`.
# 2. Let the tape differentiate it: `dy_dx` is the derivative of `y` with respect to `x`.

# %%
tf.random.set_seed(7)

x = tf.random.normal((2, 2))

print("x:", x.numpy(), sep="\n")

# %%
# BEGIN SOLUTION
# BLANK: y = ...
# BLANK:
# BLANK: dy_dx = ...
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2

dy_dx = tape.gradient(y, x)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# You know the derivative of $x^2$ from school. The next cell prints how far the tape's answer is from it: that should be
# almost nothing.

# %%
if isinstance(dy_dx, tf.Tensor):
    print("largest difference from 2x: {:.1e}".format(np.max(np.abs(dy_dx - 2 * x))))
else:
    print("dy_dx:", dy_dx)
