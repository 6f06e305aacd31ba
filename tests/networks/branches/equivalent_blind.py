"""Other spellings of the network in reference.py, each from `# %%` to the next one complete after `import tensorflow as
tf` and `import numpy as np`. They were written by somebody who had not read the check that they try.

Left out, as people may disagree: the branches put side by side the other way round (with the weights in another order it
is the same function), both branches as one dense layer of ten that is split.
"""

# %% the right branch first, but the left one still on the left
i = tf.keras.Input((8,))
right = tf.keras.layers.Dense(6, activation='tanh')(i)
left = tf.keras.layers.Dense(4, activation='relu')(i)
x = tf.keras.layers.concatenate([left, right])
y = tf.keras.layers.Dense(10, activation='relu')(x)
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(tf.keras.layers.add([x, y])))

# %% added with a plus, the other way round
i = tf.keras.Input(shape=(8,))
a = tf.keras.layers.Dense(4, activation='relu')(i)
b = tf.keras.layers.Dense(6, activation='tanh')(i)
x = tf.keras.layers.Concatenate(axis=-1)([a, b])
x = tf.keras.layers.Dense(10, activation='relu')(x) + x
my_model = tf.keras.Model(inputs=i, outputs=tf.keras.layers.Dense(3, activation='softmax')(x))

# %% Add with its arguments the other way round
i = tf.keras.Input(shape=[8])
a = tf.keras.layers.Dense(4, activation=tf.nn.relu)(i)
b = tf.keras.layers.Dense(6, activation=tf.nn.tanh)(i)
x = tf.keras.layers.Concatenate(axis=1)([a, b])
more = tf.keras.layers.Dense(10, activation=tf.nn.relu)(x)
x = tf.keras.layers.Add(name='residual')([more, x])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation=tf.nn.softmax)(x), name='two_branches')

# %% activations as layers of their own
from tensorflow.keras.layers import Activation, Add, Concatenate, Dense, Input, ReLU, Softmax
from tensorflow.keras.models import Model

inputs = Input(shape=(8,))
left = ReLU()(Dense(4)(inputs))
right = Activation('tanh')(Dense(6)(inputs))
both = Concatenate()([left, right])
more = Activation('relu')(Dense(10)(both))
outputs = Softmax()(Dense(3)(Add()([both, more])))
my_model = Model(inputs, outputs)

# %% with keras.ops all along
import keras
from keras import layers, ops

i = keras.Input(shape=(8,))
x = ops.concatenate([ops.relu(layers.Dense(4)(i)), ops.tanh(layers.Dense(6)(i))], axis=1)
x = ops.add(x, ops.relu(layers.Dense(10)(x)))
my_model = keras.Model(i, ops.softmax(layers.Dense(3)(x)))

# %% functions of keras.activations
i = tf.keras.Input(shape=(8,))
l = tf.keras.activations.relu(tf.keras.layers.Dense(4)(i))
r = tf.keras.activations.tanh(tf.keras.layers.Dense(6)(i))
c = tf.keras.layers.Concatenate()([l, r])
m = tf.keras.activations.relu(tf.keras.layers.Dense(10)(c))
s = tf.keras.layers.Add()([c, m])
my_model = tf.keras.Model(i, tf.keras.activations.softmax(tf.keras.layers.Dense(3)(s)))

# %% Lambda layers
i = tf.keras.Input(shape=(8,))
l = tf.keras.layers.Dense(4, activation='relu')(i)
r = tf.keras.layers.Dense(6, activation='tanh')(i)
c = tf.keras.layers.Lambda(lambda pair: tf.concat(pair, axis=1))([l, r])
m = tf.keras.layers.Dense(10, activation='relu')(c)
s = tf.keras.layers.Lambda(lambda pair: pair[0] + pair[1])([c, m])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(s))

# %% branches that are Sequential models
left = tf.keras.Sequential([tf.keras.Input((8,)), tf.keras.layers.Dense(4, activation='relu')])
right = tf.keras.Sequential([tf.keras.Input((8,)), tf.keras.layers.Dense(6, activation='tanh')])
i = tf.keras.Input((8,))
c = tf.keras.layers.concatenate([left(i), right(i)])
s = tf.keras.layers.add([c, tf.keras.layers.Dense(10, activation='relu')(c)])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(s))

# %% a Sequential over functional models
i = tf.keras.Input((8,))
sides = tf.keras.Model(i, tf.keras.layers.concatenate([
    tf.keras.layers.Dense(4, activation='relu')(i),
    tf.keras.layers.Dense(6, activation='tanh')(i),
]))
j = tf.keras.Input((10,))
residual = tf.keras.Model(j, tf.keras.layers.add([j, tf.keras.layers.Dense(10, activation='relu')(j)]))
my_model = tf.keras.Sequential([tf.keras.Input((8,)), sides, residual, tf.keras.layers.Dense(3, activation='softmax')])

# %% made by functions
def branch(x, units, activation):
    return tf.keras.layers.Dense(units, activation=activation)(x)

def residual(x):
    return tf.keras.layers.Add()([x, branch(x, x.shape[-1], 'relu')])

def build():
    i = tf.keras.Input((8,))
    x = tf.keras.layers.Concatenate()([branch(i, n, f) for n, f in [(4, 'relu'), (6, 'tanh')]])
    return tf.keras.Model(i, branch(residual(x), 3, 'softmax'))

my_model = build()

# %% a subclass
class Branches(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.left = tf.keras.layers.Dense(4, activation='relu')
        self.right = tf.keras.layers.Dense(6, activation='tanh')
        self.more = tf.keras.layers.Dense(10, activation='relu')
        self.out = tf.keras.layers.Dense(3, activation='softmax')

    def call(self, x):
        x = tf.concat([self.left(x), self.right(x)], axis=1)
        x = x + self.more(x)
        return self.out(x)

my_model = Branches()
my_model(tf.zeros((1, 8)))

# %% a subclass with activations in call and layers made last to first
class Branches(tf.keras.Model):
    def __init__(self):
        super(Branches, self).__init__()
        self.d4 = tf.keras.layers.Dense(3)
        self.d3 = tf.keras.layers.Dense(10)
        self.d2 = tf.keras.layers.Dense(6)
        self.d1 = tf.keras.layers.Dense(4)

    def call(self, inputs, training=None):
        right = tf.tanh(self.d2(inputs))
        left = tf.nn.relu(self.d1(inputs))
        both = tf.concat((left, right), -1)
        both += tf.nn.relu(self.d3(both))
        return tf.nn.softmax(self.d4(both))

my_model = Branches()
my_model(np.zeros((2, 8), dtype=np.float32))

# %% a subclass with layers for joining
class Branches(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.branches = [tf.keras.layers.Dense(4, activation='relu'), tf.keras.layers.Dense(6, activation='tanh')]
        self.concat = tf.keras.layers.Concatenate()
        self.hidden = tf.keras.layers.Dense(10, activation='relu')
        self.add_up = tf.keras.layers.Add()
        self.out = tf.keras.layers.Dense(3, activation='softmax')

    def call(self, x):
        x = self.concat([branch(x) for branch in self.branches])
        x = self.add_up([x, self.hidden(x)])
        return self.out(x)

my_model = Branches()
my_model(tf.zeros((1, 8)))

# %% layers of its own for both parts
class Sides(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.left = tf.keras.layers.Dense(4, activation='relu')
        self.right = tf.keras.layers.Dense(6, activation='tanh')

    def call(self, x):
        return tf.concat([self.left(x), self.right(x)], axis=-1)

class Residual(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(10, activation='relu')

    def call(self, x):
        return x + self.dense(x)

my_model = tf.keras.Sequential([tf.keras.Input((8,)), Sides(), Residual(), tf.keras.layers.Dense(3, activation='softmax')])

# %% idle layers on each path
i = tf.keras.Input((8,))
left = tf.keras.layers.Identity()(tf.keras.layers.Dense(4, activation='relu')(i))
right = tf.keras.layers.Dropout(0)(tf.keras.layers.Dense(6, activation='tanh')(i))
both = tf.keras.layers.Flatten()(tf.keras.layers.Concatenate()([left, right]))
more = tf.keras.layers.Activation('linear')(tf.keras.layers.Dense(10, activation='relu')(both))
total = tf.keras.layers.Add()([tf.keras.layers.Identity()(both), more])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% own functions for all activations
def relu(x):
    return tf.maximum(x, 0.0)

def tanh(x):
    return (tf.exp(x) - tf.exp(-x)) / (tf.exp(x) + tf.exp(-x))

def softmax(x):
    return tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=-1, keepdims=True)

i = tf.keras.Input((8,))
both = tf.keras.layers.concatenate([tf.keras.layers.Dense(4, activation=relu)(i), tf.keras.layers.Dense(6, activation=tanh)(i)])
more = tf.keras.layers.Dense(10, activation=relu)(both)
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation=softmax)(both + more))

# %% lambdas
i = tf.keras.Input((8,))
both = tf.keras.layers.concatenate([
    tf.keras.layers.Dense(4, activation=lambda x: tf.nn.relu(x))(i),
    tf.keras.layers.Dense(6, activation=lambda x: tf.math.tanh(x))(i),
], axis=1)
more = tf.keras.layers.Dense(10, activation=lambda x: tf.nn.relu(x))(both)
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation=lambda x: tf.nn.softmax(x))(tf.keras.layers.add([both, more])))

# %% tanh by sigmoid
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation=lambda x: 2 * tf.sigmoid(2 * x) - 1)(i)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(tf.keras.layers.Add()([both, more])))

# %% names, initializers and a list of one input and one output
i = tf.keras.Input((8,), name='numbers', dtype='float32')
left = tf.keras.layers.Dense(4, activation='relu', kernel_initializer='he_normal', name='zzz')(i)
right = tf.keras.layers.Dense(6, activation='tanh', kernel_initializer='glorot_normal', name='aaa')(i)
both = tf.keras.layers.Concatenate(name='both')([left, right])
more = tf.keras.layers.Dense(10, activation='relu', name='more')(both)
total = tf.keras.layers.Add(name='total')([both, more])
out = tf.keras.layers.Dense(3, activation='softmax', name='out')(total)
my_model = tf.keras.Model(inputs=[i], outputs=[out])

# %% the branches in a dictionary
branches = {'tanh': tf.keras.layers.Dense(6, activation='tanh'), 'relu': tf.keras.layers.Dense(4, activation='relu')}
i = tf.keras.Input((8,))
both = tf.keras.layers.Concatenate()([branches['relu'](i), branches['tanh'](i)])
more = tf.keras.layers.Dense(10, activation='relu')(both)
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(tf.keras.layers.Add()([both, more])))

# %% a model within a model within a model
def wrapped(layer, size):
    return tf.keras.Sequential([tf.keras.Input((size,)), tf.keras.Sequential([tf.keras.Input((size,)), layer])])

i = tf.keras.Input((8,))
both = tf.keras.layers.Concatenate()([
    wrapped(tf.keras.layers.Dense(4, activation='relu'), 8)(i),
    wrapped(tf.keras.layers.Dense(6, activation='tanh'), 8)(i),
])
total = tf.keras.layers.Add()([both, wrapped(tf.keras.layers.Dense(10, activation='relu'), 10)(both)])
my_model = tf.keras.Model(i, wrapped(tf.keras.layers.Dense(3, activation='softmax'), 10)(total))

# %% made again from its configuration
i = tf.keras.Input((8,))
both = tf.keras.layers.Concatenate()([tf.keras.layers.Dense(4, activation='relu')(i), tf.keras.layers.Dense(6, activation='tanh')(i)])
total = tf.keras.layers.Add()([both, tf.keras.layers.Dense(10, activation='relu')(both)])
first = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))
my_model = tf.keras.Model.from_config(first.get_config())

# %% a layer on the side that leads nowhere
i = tf.keras.Input((8,))
left = tf.keras.layers.Dense(4, activation='relu')(i)
right = tf.keras.layers.Dense(6, activation='tanh')(i)
unused = tf.keras.layers.Dense(5, activation='relu')(left)
both = tf.keras.layers.Concatenate()([left, right])
total = tf.keras.layers.Add()([both, tf.keras.layers.Dense(10, activation='relu')(both)])
my_model = tf.keras.Model(i, tf.keras.layers.Dense(3, activation='softmax')(total))
