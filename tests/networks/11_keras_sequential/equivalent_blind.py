"""Other spellings of the network in reference.py, each from `# %%` to the next one complete after `import tensorflow as
tf` and `import numpy as np`. They were written by somebody who had not read the check that they try.

Left out, as people may disagree: a model that was never built, inputs of shape (28, 28) or (784,), another order of the
pixels, ReLU after softmax (it changes nothing), a fixed batch size, regularisers.
"""

# %% functions of tf.nn as activations
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation=tf.nn.relu),
    tf.keras.layers.Dense(64, activation=tf.nn.relu),
    tf.keras.layers.Dense(10, activation=tf.nn.softmax),
])

# %% one add after the other
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.layers.InputLayer(shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Flatten())
my_model_1.add(tf.keras.layers.Dense(128, activation='relu'))
my_model_1.add(tf.keras.layers.Dense(64, activation='relu'))
my_model_1.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% add in a loop
layer_neurons = [128, 64]

my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))

for neurons in layer_neurons:
    my_model_1.add(tf.keras.layers.Dense(neurons, activation='relu'))

my_model_1.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% input_shape as a list
my_model_1 = tf.keras.models.Sequential([
    tf.keras.layers.Flatten(input_shape=[28, 28, 1]),
    tf.keras.layers.Dense(128, activation="relu"),
    tf.keras.layers.Dense(64, activation="relu"),
    tf.keras.layers.Dense(10, activation="softmax")
])

# %% functions of keras.activations
my_model_1 = tf.keras.Sequential([
    tf.keras.layers.Input([28, 28, 1]),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(units=128, activation=tf.keras.activations.relu),
    tf.keras.layers.Dense(units=64, activation=tf.keras.activations.relu),
    tf.keras.layers.Dense(units=10, activation=tf.keras.activations.softmax),
])

# %% activations as layers of their own
my_model_1 = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128),
    tf.keras.layers.Activation('relu'),
    tf.keras.layers.Dense(64),
    tf.keras.layers.Activation('relu'),
    tf.keras.layers.Dense(10),
    tf.keras.layers.Activation('softmax'),
])

# %% layers ReLU and Softmax
from tensorflow.keras.layers import Dense, Flatten, ReLU, Softmax
from tensorflow.keras.models import Sequential

my_model_1 = Sequential([Flatten(input_shape=(28, 28, 1)), Dense(128), ReLU(), Dense(64), ReLU(), Dense(10), Softmax()])

# %% a reshape to 784 in place of Flatten
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Reshape((784,)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a reshape to minus one in place of Flatten
from keras import layers, Sequential, Input

my_model_1 = Sequential([
    Input(shape=(28, 28, 1)),
    layers.Reshape((-1,)),
    layers.Dense(128, "relu"),
    layers.Dense(64, "relu"),
    layers.Dense(10, "softmax"),
])

# %% the functional way
inputs = tf.keras.Input(shape=(28, 28, 1), name='picture')
x = tf.keras.layers.Flatten()(inputs)
x = tf.keras.layers.Dense(128, activation='relu')(x)
x = tf.keras.layers.Dense(64, activation='relu')(x)
outputs = tf.keras.layers.Dense(10, activation='softmax')(x)
my_model_1 = tf.keras.Model(inputs=inputs, outputs=outputs)

# %% functional with tf.reshape and tf.nn between the layers
inp = tf.keras.Input(shape=(28, 28, 1))
h = tf.keras.layers.Lambda(lambda t: tf.reshape(t, [-1, 784]))(inp)
h = tf.keras.layers.Lambda(lambda t: tf.nn.relu(t))(tf.keras.layers.Dense(128)(h))
h = tf.keras.layers.Lambda(lambda t: tf.nn.relu(t))(tf.keras.layers.Dense(64)(h))
h = tf.keras.layers.Lambda(lambda t: tf.nn.softmax(t))(tf.keras.layers.Dense(10)(h))
my_model_1 = tf.keras.Model(inp, h)

# %% functional with keras.ops between the layers
import keras
from keras import ops

inp = keras.Input((28, 28, 1))
flat = ops.reshape(inp, (-1, 784))
h1 = ops.relu(keras.layers.Dense(128)(flat))
h2 = ops.maximum(keras.layers.Dense(64)(h1), 0)
my_model_1 = keras.Model(inp, ops.softmax(keras.layers.Dense(10)(h2)))

# %% a model inside a model
hidden = tf.keras.Sequential([
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
])
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    hidden,
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% functional over a Sequential without its softmax
body = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10),
])
my_model_1 = tf.keras.Model(body.inputs, tf.keras.layers.Softmax()(body.outputs[0]))

# %% made by a function
def make_model(hidden, classes, shape=(28, 28, 1)):
    model = tf.keras.Sequential([tf.keras.Input(shape=shape), tf.keras.layers.Flatten()])
    for units in hidden:
        model.add(tf.keras.layers.Dense(units, activation='relu'))
    model.add(tf.keras.layers.Dense(classes, activation='softmax'))
    return model

my_model_1 = make_model((128, 64), 10)

# %% a subclass that applies the activations in call
class Net(tf.keras.Model):
    def __init__(self):
        super(Net, self).__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.d1 = tf.keras.layers.Dense(128)
        self.d2 = tf.keras.layers.Dense(64)
        self.d3 = tf.keras.layers.Dense(10)

    def call(self, x):
        x = self.flatten(x)
        x = tf.nn.relu(self.d1(x))
        x = tf.nn.relu(self.d2(x))
        return tf.nn.softmax(self.d3(x))

my_model_1 = Net()
my_model_1(tf.zeros((1, 28, 28, 1)))

# %% a subclass with its layers in a list
class MLP(tf.keras.Model):
    def __init__(self, sizes):
        super().__init__()
        self.stack = [tf.keras.layers.Flatten()]
        for n in sizes[:-1]:
            self.stack.append(tf.keras.layers.Dense(n, activation='relu'))
        self.stack.append(tf.keras.layers.Dense(sizes[-1], activation='softmax'))

    def call(self, x):
        for layer in self.stack:
            x = layer(x)
        return x

my_model_1 = MLP([128, 64, 10])
my_model_1(tf.keras.Input(shape=(28, 28, 1)))

# %% a subclass that makes its layers last to first
class Backwards(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.output_layer = tf.keras.layers.Dense(10, activation='softmax')
        self.hidden_b = tf.keras.layers.Dense(64, activation='relu')
        self.hidden_a = tf.keras.layers.Dense(128, activation='relu')
        self.flat = tf.keras.layers.Flatten()

    def call(self, images):
        return self.output_layer(self.hidden_b(self.hidden_a(self.flat(images))))

my_model_1 = Backwards()
_ = my_model_1(np.zeros((64, 28, 28, 1), dtype='float32'))

# %% own relu and own softmax
def my_relu(x):
    return tf.maximum(0.0, x)

def my_softmax(x):
    e = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return e / tf.reduce_sum(e, axis=1, keepdims=True)

my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation=my_relu),
    tf.keras.layers.Dense(64, activation=my_relu),
    tf.keras.layers.Dense(10, activation=my_softmax),
])

# %% own relu by a condition
def relu(z):
    return tf.where(z > 0, z, tf.zeros_like(z))

my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.Input(shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Flatten())
my_model_1.add(tf.keras.layers.Dense(128, activation=relu))
my_model_1.add(tf.keras.layers.Dense(64, activation=relu))
my_model_1.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% lambdas as activations
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation=lambda x: tf.nn.relu(x)),
    tf.keras.layers.Dense(64, activation=lambda x: (x + tf.abs(x)) / 2),
    tf.keras.layers.Dense(10, activation=lambda x: tf.nn.softmax(x, axis=-1)),
])

# %% Lambda layers
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Lambda(lambda x: tf.reshape(x, (-1, 28 * 28))),
    tf.keras.layers.Dense(128),
    tf.keras.layers.Lambda(tf.nn.relu),
    tf.keras.layers.Dense(64),
    tf.keras.layers.Lambda(tf.nn.relu),
    tf.keras.layers.Dense(10),
    tf.keras.layers.Lambda(tf.nn.softmax),
])

# %% built afterwards
my_model_1 = tf.keras.Sequential([
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model_1.build((None, 28, 28, 1))

# %% built by its first call
my_model_1 = tf.keras.Sequential([
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model_1(tf.random.normal((3, 28, 28, 1)))

# %% flattened twice
my_model_1 = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% layers that do nothing
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Identity(),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Activation('linear'),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(0),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dropout(0.0),
    tf.keras.layers.Dense(10, activation='linear'),
    tf.keras.layers.Activation(tf.nn.softmax),
    tf.keras.layers.Identity(),
])

# %% names, initializers, biases and dtypes given
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1), dtype=tf.float32, name='images'),
    tf.keras.layers.Flatten(name='flat', data_format='channels_last'),
    tf.keras.layers.Dense(128, activation='relu', use_bias=True, name='first', kernel_initializer='he_normal'),
    tf.keras.layers.Dense(64, activation='relu', name='second', kernel_initializer=tf.keras.initializers.RandomNormal(stddev=0.05)),
    tf.keras.layers.Dense(10, activation='softmax', name='out', bias_initializer='zeros', dtype='float32'),
], name='my_first_network')

# %% activations got by their names, one with an argument fixed
from functools import partial

my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation=tf.keras.activations.get('relu')),
    tf.keras.layers.Dense(64, activation=partial(tf.nn.leaky_relu, alpha=0.0)),
    tf.keras.layers.Dense(10, activation=partial(tf.nn.softmax, axis=1)),
])

# %% made again from its configuration
first = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model_1 = tf.keras.Sequential.from_config(first.get_config())

# %% layers as activations
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation=tf.keras.layers.ReLU()),
    tf.keras.layers.Dense(64, activation=tf.keras.layers.ReLU()),
    tf.keras.layers.Dense(10, activation=tf.keras.layers.Softmax()),
])

# %% a leaky relu that does not leak
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128),
    tf.keras.layers.LeakyReLU(negative_slope=0.0),
    tf.keras.layers.Dense(64),
    tf.keras.layers.ReLU(max_value=None, negative_slope=0.0, threshold=0.0),
    tf.keras.layers.Dense(10),
    tf.keras.layers.Softmax(axis=1),
])

# %% ReLU once more where it changes nothing
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.ReLU(),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Activation('relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% the old model's output layer taken off and put on again
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='sigmoid'),
])
my_model_1.pop()
my_model_1.add(tf.keras.layers.Dense(10, activation='softmax'))
