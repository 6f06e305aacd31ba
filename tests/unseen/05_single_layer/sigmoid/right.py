# %% one line for each step
def sigmoid_activation(x):
    e = tf.exp(-x)
    denominator = 1 + e
    result = 1 / denominator
    return result

# %% the functions of TensorFlow instead of operators
def sigmoid_activation(x):
    return tf.divide(1.0, tf.add(1.0, tf.exp(tf.negative(x))))

# %% by way of the hyperbolic tangent
def sigmoid_activation(x):
    # the sigmoid is a tanh that is squeezed and lifted
    return 0.5 * (1.0 + tf.tanh(0.5 * x))

# %% two formulas for negative and other numbers
def sigmoid_activation(x):
    small = tf.exp(-tf.abs(x))
    return tf.where(x >= 0, 1 / (1 + small), small / (1 + small))

# %% a lambda with the name asked for
sigmoid_activation = lambda x: 1.0 / (1.0 + tf.math.exp(-x))

# %% a power of minus one
def sigmoid_activation(x):
    return (1 + tf.exp(-x)) ** -1

# %% with NumPy and back to a tensor
import numpy as np


def sigmoid_activation(x):
    array = x.numpy()
    return tf.convert_to_tensor(1 / (1 + np.exp(-array)))

# %% with NumPy and no way back
import numpy as np


def sigmoid_activation(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-np.array(x)))

# %% large numbers are cut off far out where the curve is flat
def sigmoid_activation(x):
    x = tf.clip_by_value(x, -80.0, 80.0)
    return tf.exp(x) / (1 + tf.exp(x))

# %% the exponential of minus the softplus
def sigmoid_activation(x):
    return tf.exp(-tf.nn.softplus(-x))

# %% the number e to a power
import math


def sigmoid_activation(x):
    return 1 / (1 + math.e ** (-x))

# %% element by element and back to the shape
def sigmoid_activation(x):
    flat = tf.reshape(x, [-1])
    values = tf.map_fn(lambda number: 1 / (1 + tf.exp(-number)), flat)
    return tf.reshape(values, tf.shape(x))

# %% a compiled function with annotations
@tf.function
def sigmoid_activation(x: tf.Tensor) -> tf.Tensor:
    """Returns 1 / (1 + exp(-x)) of each number of x."""
    return tf.math.reciprocal(1.0 + tf.exp(-x))

# %% a helper and some tries afterwards
def exp_of_minus(t):
    return tf.exp(-t)


def sigmoid_activation(x):
    return 1 / (exp_of_minus(x) + 1)


for number in (-1000.0, -1.0, 0.0, 1.0, 1000.0):
    print(number, sigmoid_activation(tf.constant(number)).numpy())
print(sigmoid_activation(tf.zeros((2, 3))))

# %% the one of TensorFlow inside of the own function
def sigmoid_activation(x):
    return tf.math.sigmoid(x)
