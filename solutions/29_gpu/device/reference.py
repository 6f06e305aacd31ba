# exercise: 29_gpu/device

# %% [markdown]
# # Choosing a device
#
# A graphics card, GPU for short, multiplies large matrices many times faster than the processor of a computer, the CPU.
# Not every machine has one. Code that is to run on both asks first, and decides then.
#
# **You will learn** how to find out which devices there are, how to choose one, and how to compute something there.

# %% [markdown]
# ## The idea
#
# TensorFlow calls the things that it can compute on *devices*. Each one has a name: `"/CPU:0"` is the processor,
# `"/GPU:0"` the first graphics card, `"/GPU:1"` the second.
#
# - `tf.config.list_physical_devices(kind)` gives a list of the devices of one kind, `"CPU"` or `"GPU"`. On a machine
#   without a graphics card the list of GPUs is empty. An empty list counts as false in Python.
# - `with tf.device(name):` lets everything that stands indented below it be computed on that device.
# - `tensor.device` tells where a tensor is.
#
# Without any of this TensorFlow takes a GPU by itself if there is one. You choose where there are several, where a GPU
# is too small for your data, or where you want to measure.
#
# There is a trap: if you ask for a device that does not exist, TensorFlow may quietly take another one. So look at
# `tensor.device` when it matters.

# %% [markdown]
# ## A worked example
#
# The same questions for processors. Of these there is always one:

# %%
import tensorflow as tf

# %%
processors = tf.config.list_physical_devices("CPU")
print(len(processors), "of kind", processors[0].device_type)


def describe(devices):
    if len(devices) > 1:
        return "several"
    return "a single one"


print("TensorFlow sees", describe(processors))

with tf.device("/CPU:0"):
    total = tf.reduce_sum(tf.range(101))

print(total.numpy(), "was computed on", total.device)

# %% [markdown]
# ## The material

# %%
tf.random.set_seed(7)

a = tf.random.normal((2, 5))
b = tf.random.normal((5, 3))

print("a:", a.numpy(), "b:", b.numpy(), sep="\n")

# %% [markdown]
# ## Your task
#
# 1. Write a function `choose_device(gpus)`. It gets a list of graphics cards, and returns the name of the device to
#    compute on: the first GPU if the list holds any, otherwise the processor. Your function will be tried with lists of
#    other machines, too.
# 2. Ask TensorFlow for the graphics cards of this machine, give their list to your function, and call the name that it
#    returns `device`.
# 3. Compute the matrix product of `a` and `b` on that device, and call it `result`.


# %%
# BEGIN SOLUTION
# BLANK: def choose_device(gpus):
# BLANK:     return ...
# BLANK:
# BLANK:
# BLANK: device = ...
# BLANK:
# BLANK: result = ...
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
# END SOLUTION

# %% [markdown]
# ## Check yourself
#
# The next cell prints which device you chose and where the result really is. Both should name the same one. Then it asks
# your function about a machine without and one with a graphics card, whatever this machine has.

# %%
if isinstance(result, tf.Tensor):
    print("chosen:", device)
    print("computed on:", result.device)
    print("without a GPU:", choose_device([]))
    print("with one:", choose_device([tf.config.PhysicalDevice("/physical_device:GPU:0", "GPU")]))
