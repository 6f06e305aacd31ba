# %% wiring: the minus sign is applied twice, so the curve falls
def sigmoid_activation(x):
    x = -x
    return 1 / (1 + tf.exp(-x))

# %% wiring: the value is computed and printed, but not returned
def sigmoid_activation(x):
    y = 1 / (1 + tf.exp(-x))
    print(y)

# %% wiring: the result is computed, and then the input is returned
def sigmoid_activation(x):
    y = 1 / (1 + tf.exp(-x))
    return x

# %% wiring: the return stands inside of the loop, so only the first number is answered
def sigmoid_activation(x):
    results = []
    for value in tf.reshape(x, [-1]):
        results.append(1 / (1 + tf.exp(-value)))
        return tf.stack(results)

# %% wiring: the tensor is flattened for a loop and never brought back to its shape
def sigmoid_activation(x):
    results = []
    for value in tf.reshape(x, [-1]):
        results.append(1 / (1 + tf.exp(-value)))
    return tf.stack(results)

# %% wiring: the formula uses a tensor from outside instead of the argument
values = tf.constant([-1.0, 0.0, 1.0])


def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-values))

# %% wiring: the two branches are swapped, so each formula gets the numbers that are too large for it
def sigmoid_activation(x):
    return tf.where(x < 0, 1 / (1 + tf.exp(-x)), tf.exp(x) / (1 + tf.exp(x)))

# %% wiring: one formula is chosen for the whole tensor, so it overflows in a mixed one
def sigmoid_activation(x):
    if tf.reduce_all(x > 0):
        return 1 / (1 + tf.exp(-x))
    return tf.exp(x) / (1 + tf.exp(x))

# %% wiring: the own function has another name, and the asked one still calls the softsign
def my_sigmoid(x):
    return 1 / (1 + tf.exp(-x))


def sigmoid_activation(x):
    return softsign(x)

# %% wiring: after a first try the name is bound to a value instead of the function
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-x))


sigmoid_activation = sigmoid_activation(tf.constant(0.0))

# %% wiring: the inner function is returned without being called
def sigmoid_activation(x):
    def sigmoid(t):
        return 1 / (1 + tf.exp(-t))

    return sigmoid

# %% wiring: the sigmoid is applied to its own result once more
def sigmoid_activation(x):
    x = 1 / (1 + tf.exp(-x))
    return 1 / (1 + tf.exp(-x))

# %% wiring: the 1 is added inside of the exponent and not to the exponential
def sigmoid_activation(x):
    return 1 / tf.exp(1 + -x)

# %% wiring: axes of length 1 are squeezed away, so a single row loses its shape
def sigmoid_activation(x):
    y = 1 / (1 + tf.exp(-x))
    return tf.squeeze(y)

# %% wiring: the function is mended in a second definition, but the faulty one comes last
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-x))


def sigmoid_activation(x):
    # first try
    return 1 / (1 + tf.exp(x))

# %% other: the minus sign in the exponent is missing
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(x))

# %% other: the form with the exponential above and below, which is not a number for large x
def sigmoid_activation(x):
    return tf.exp(x) / (1 + tf.exp(x))

# %% other: the brackets around the denominator are missing
def sigmoid_activation(x):
    return 1 / 1 + tf.exp(-x)

# %% other: a softmax, which divides by the sum over the row
def sigmoid_activation(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x))

# %% other: the hyperbolic tangent, which goes from -1 to 1
def sigmoid_activation(x):
    return tf.tanh(x)

# %% other: the exponent has the absolute value, so negative numbers come out above one half
def sigmoid_activation(x):
    return 1 / (1 + tf.exp(-tf.abs(x)))

# %% other: the numbers are cut off at -1 and 1 against the overflow, which is far too early
def sigmoid_activation(x):
    x = tf.clip_by_value(x, -1.0, 1.0)
    return 1 / (1 + tf.exp(-x))

# %% other: math.exp takes a single number and fails for a whole tensor
import math


def sigmoid_activation(x):
    return 1 / (1 + math.exp(-x))

# %% other: the derivative of the sigmoid
def sigmoid_activation(x):
    s = 1 / (1 + tf.exp(-x))
    return s * (1 - s)
