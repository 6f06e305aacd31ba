# exercise: 19_autodiff/gradient_descent

# %% [markdown]
# # Going downhill
#
# `fit` looks like magic, but at its heart there is a loop of two lines: work out in which direction the loss grows, and
# take a small step the other way. In this exercise you write that loop yourself.
#
# **You will learn** what gradient descent does in each step, and how to write it with a tape.

# %% [markdown]
# ## The idea
#
# Think of the loss as a landscape, and of the weights $w$ as the place where you stand. The gradient points uphill, and
# it is the longer the steeper it is. So a step against it leads down:
#
# $$w \leftarrow w - \eta \, \frac{d\,\text{loss}}{dw}$$
#
# The number $\eta$ is the *learning rate*. If it is too small, the way is long; if it is too large, you jump over the
# valley. After each step the ground has another slope, so the gradient has to be worked out **anew**, at the new place.
#
# A `tf.Variable` is a tensor that can be changed. The tape watches it by itself, and `variable.assign_sub(amount)` takes
# something away from it. A plain tensor can't be changed, but its name can be given to a new one: `w = w - amount`. It
# has to be watched, by `tape.watch(w)`.

# %% [markdown]
# ## A worked example
#
# One step with one weight. At $a = 3$ the parabola $(a - 1)^2$ has the slope $2 \cdot (3 - 1) = 4$, so with a learning
# rate of 0.25 the step leads from 3 to 2:

# %%
import matplotlib.pyplot as plt
import tensorflow as tf

# %%
a = tf.Variable(3.0)

with tf.GradientTape() as tape:
    height = (a - 1) ** 2

slope = tape.gradient(height, a)
a.assign(a - 0.25 * slope)

print("slope {:.2f}, new place {:.2f}".format(slope.numpy(), a.numpy()))

# %% [markdown]
# ## The material
#
# Forty points lie near a straight line. `loss_of(weights)` says how badly a line fits them: `weights[0]` is its slope,
# `weights[1]` its height at zero, and the loss is the mean of the squared distances.

# %%
tf.random.set_seed(7)

positions = tf.random.normal((40,))
values = 2.0 * positions - 1.0 + tf.random.normal((40,), stddev=0.2)


def loss_of(weights):
    return tf.reduce_mean((weights[0] * positions + weights[1] - values) ** 2)


# %%
start = tf.constant([-1.0, 1.5])
learning_rate = 0.05
steps = 20

print("loss at the start: {:.3f}".format(loss_of(start).numpy()))

# %% [markdown]
# ## Your task
#
# Call the weights `w`. They begin at `start`. Take `steps` steps of gradient descent, each with the learning rate
# `learning_rate`:
#
# 1. let a tape work out the gradient of `loss_of(w)` with respect to `w`;
# 2. subtract `learning_rate` times this gradient from `w`.
#
# After the last step `w` is where you have arrived. A function, a variable or plain tensors: the spelling is up to you.

# %%
# BEGIN SOLUTION
# BLANK: w = ...
w = tf.Variable(start)

for _ in range(steps):
    with tf.GradientTape() as tape:
        loss = loss_of(w)
    w.assign_sub(learning_rate * tape.gradient(loss, w))
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The points were made with slope 2 and height -1. Twenty small steps lead most of the way there, not all of it, and the
# loss should be well below that of the start. The dashed line in the figure is where you began.

# %%
if w is not ...:
    print("w: {:.3f}, {:.3f}".format(float(w[0]), float(w[1])))
    print("loss: {:.3f}".format(float(loss_of(w))))
    plt.plot(positions, values, "o")
    ends = tf.constant([-2.0, 2.0])
    plt.plot(ends, start[0] * ends + start[1], "--")
    plt.plot(ends, w[0] * ends + w[1])
    plt.show()
