"""Other spellings of the network in reference.py, each from `# %%` to the next one complete after `import tensorflow as
tf` and `import numpy as np`. They were written by somebody who had not read the check that they try.

Left out, as people may disagree: dropout between a linear layer and its ReLU (the same function, though said otherwise),
a model that was never built, inputs of another shape, regularisers.
"""

# %% the rate as a keyword
my_model = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dropout(rate=0.2),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(rate=0.2),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dropout(rate=0.2),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a loop that adds a layer and its dropout
my_model = tf.keras.Sequential()
my_model.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))
for neurons in [256, 128, 64]:
    my_model.add(tf.keras.layers.Dense(neurons, activation='relu'))
    my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% one add after the other, input_shape as a list
my_model = tf.keras.Sequential()
my_model.add(tf.keras.layers.Flatten(input_shape=[28, 28, 1]))
my_model.add(tf.keras.layers.Dense(256, activation=tf.nn.relu))
my_model.add(tf.keras.layers.Dropout(.2))
my_model.add(tf.keras.layers.Dense(128, activation=tf.nn.relu))
my_model.add(tf.keras.layers.Dropout(.2))
my_model.add(tf.keras.layers.Dense(64, activation=tf.nn.relu))
my_model.add(tf.keras.layers.Dropout(.2))
my_model.add(tf.keras.layers.Dense(10, activation=tf.nn.softmax))

# %% a seed for each dropout
rate = 1 / 5
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dropout(rate, seed=1),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(rate, seed=2),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dropout(rate, seed=3),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% activations as layers before the dropout
from tensorflow.keras.layers import Activation, Dense, Dropout, Flatten, Input
from tensorflow.keras.models import Sequential

my_model = Sequential([
    Input((28, 28, 1)),
    Flatten(),
    Dense(256), Activation('relu'), Dropout(0.2),
    Dense(128), Activation('relu'), Dropout(0.2),
    Dense(64), Activation('relu'), Dropout(0.2),
    Dense(10), Activation('softmax'),
])

# %% layers ReLU and Softmax
from keras import Input, Sequential, layers

my_model = Sequential([
    Input(shape=(28, 28, 1)),
    layers.Reshape((784,)),
    layers.Dense(256), layers.ReLU(), layers.Dropout(0.2),
    layers.Dense(128), layers.ReLU(), layers.Dropout(0.2),
    layers.Dense(64), layers.ReLU(), layers.Dropout(0.2),
    layers.Dense(10), layers.Softmax(),
])

# %% functional
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
x = tf.keras.layers.Dense(256, activation='relu')(x)
x = tf.keras.layers.Dropout(0.2)(x)
x = tf.keras.layers.Dense(128, activation='relu')(x)
x = tf.keras.layers.Dropout(0.2)(x)
x = tf.keras.layers.Dense(64, activation='relu')(x)
x = tf.keras.layers.Dropout(0.2)(x)
outputs = tf.keras.layers.Dense(10, activation='softmax')(x)
my_model = tf.keras.Model(inputs, outputs)

# %% one dropout object in three places
drop = tf.keras.layers.Dropout(0.2)
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
for n in (256, 128, 64):
    x = drop(tf.keras.layers.Dense(n, activation='relu')(x))
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(10, activation='softmax')(x))

# %% blocks made by a function
def block(units):
    return tf.keras.Sequential([tf.keras.layers.Dense(units, activation='relu'), tf.keras.layers.Dropout(0.2)])

my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    block(256),
    block(128),
    block(64),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a functional body inside a Sequential
inputs = tf.keras.Input(shape=(784,))
x = inputs
for n in (256, 128, 64):
    x = tf.keras.layers.Dense(n, activation='relu')(x)
    x = tf.keras.layers.Dropout(0.2)(x)
body = tf.keras.Model(inputs, x)
my_model = tf.keras.Sequential([tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten(), body, tf.keras.layers.Dense(10, 'softmax')])

# %% a subclass that hands training on
class DropoutNetwork(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.d1 = tf.keras.layers.Dense(256, activation='relu')
        self.drop1 = tf.keras.layers.Dropout(0.2)
        self.d2 = tf.keras.layers.Dense(128, activation='relu')
        self.drop2 = tf.keras.layers.Dropout(0.2)
        self.d3 = tf.keras.layers.Dense(64, activation='relu')
        self.drop3 = tf.keras.layers.Dropout(0.2)
        self.out = tf.keras.layers.Dense(10, activation='softmax')

    def call(self, x, training=None):
        x = self.flatten(x)
        x = self.drop1(self.d1(x), training=training)
        x = self.drop2(self.d2(x), training=training)
        x = self.drop3(self.d3(x), training=training)
        return self.out(x)

my_model = DropoutNetwork()
my_model(tf.zeros((1, 28, 28, 1)))

# %% a subclass that leaves training to Keras, with one dropout
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.dropout = tf.keras.layers.Dropout(0.2)
        self.fc1 = tf.keras.layers.Dense(256)
        self.fc2 = tf.keras.layers.Dense(128)
        self.fc3 = tf.keras.layers.Dense(64)
        self.fc4 = tf.keras.layers.Dense(10)

    def call(self, x):
        x = self.flatten(x)
        x = self.dropout(tf.nn.relu(self.fc1(x)))
        x = self.dropout(tf.nn.relu(self.fc2(x)))
        x = self.dropout(tf.nn.relu(self.fc3(x)))
        return tf.nn.softmax(self.fc4(x), axis=1)

my_model = Net()
my_model(tf.zeros((1, 28, 28, 1)))

# %% a subclass with two lists
class Net(tf.keras.Model):
    def __init__(self, hidden, rate):
        super().__init__()
        self.dropouts = [tf.keras.layers.Dropout(rate) for _ in hidden]
        self.hidden = [tf.keras.layers.Dense(n, activation='relu') for n in hidden]
        self.out = tf.keras.layers.Dense(10, activation='softmax')

    def call(self, x, training=False):
        x = tf.reshape(x, (-1, 784))
        for dense, dropout in zip(self.hidden, self.dropouts):
            x = dropout(dense(x), training=training)
        return self.out(x)

my_model = Net([256, 128, 64], 0.2)
my_model(tf.zeros((1, 28, 28, 1)))

# %% a subclass of Sequential
class Net(tf.keras.Sequential):
    def __init__(self):
        super().__init__()
        self.add(tf.keras.layers.Input((28, 28, 1)))
        self.add(tf.keras.layers.Flatten())
        for n in (256, 128, 64):
            self.add(tf.keras.layers.Dense(n, activation='relu'))
            self.add(tf.keras.layers.Dropout(0.2))
        self.add(tf.keras.layers.Dense(10, activation='softmax'))

my_model = Net()

# %% a dropout layer of its own
class MyDropout(tf.keras.layers.Layer):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def call(self, x, training=False):
        if training:
            return tf.nn.dropout(x, rate=self.rate)
        return x

my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    MyDropout(0.2),
    tf.keras.layers.Dense(128, activation='relu'),
    MyDropout(0.2),
    tf.keras.layers.Dense(64, activation='relu'),
    MyDropout(0.2),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% own relu
def relu(x):
    return tf.maximum(x, tf.zeros_like(x))

my_model = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Dense(256, activation=relu),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(128, activation=relu),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(64, activation=relu),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% lambdas
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Lambda(lambda x: tf.reshape(x, (-1, 784))),
    tf.keras.layers.Dense(256, activation=lambda x: tf.nn.relu(x)),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(128, activation=lambda x: tf.nn.relu(x)),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(64, activation=lambda x: tf.nn.relu(x)),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10),
    tf.keras.layers.Lambda(lambda x: tf.exp(x) / tf.reduce_sum(tf.exp(x), 1, keepdims=True)),
])

# %% a dropout of nothing and other idle layers
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dropout(0),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Identity(),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Activation('linear'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% built in the end
my_model = tf.keras.Sequential([
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.build([None, 28, 28, 1])

# %% names and initializers
my_model = tf.keras.Sequential([
    tf.keras.layers.InputLayer(shape=(28, 28, 1), name='in'),
    tf.keras.layers.Flatten(name='flat'),
    tf.keras.layers.Dense(256, activation='relu', kernel_initializer='he_normal', name='a'),
    tf.keras.layers.Dropout(0.2, name='a_dropped'),
    tf.keras.layers.Dense(128, activation='relu', kernel_initializer='he_normal', name='b'),
    tf.keras.layers.Dropout(0.2, name='b_dropped'),
    tf.keras.layers.Dense(64, activation='relu', kernel_initializer='he_normal', name='c'),
    tf.keras.layers.Dropout(0.2, name='c_dropped'),
    tf.keras.layers.Dense(10, activation='softmax', name='out'),
], name='with_dropout')

# %% a Dense with its dropout as one layer
class DenseDrop(tf.keras.layers.Layer):
    def __init__(self, units, rate=0.2):
        super().__init__()
        self.dense = tf.keras.layers.Dense(units, activation='relu')
        self.dropout = tf.keras.layers.Dropout(rate)

    def call(self, x, training=None):
        return self.dropout(self.dense(x), training=training)

my_model = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    DenseDrop(256), DenseDrop(128), DenseDrop(64),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% from a list of lists
plan = [('dense', 256), ('drop', 0.2), ('dense', 128), ('drop', 0.2), ('dense', 64), ('drop', 0.2)]
make = {
    'dense': lambda n: tf.keras.layers.Dense(n, activation='relu'),
    'drop': lambda r: tf.keras.layers.Dropout(r),
}
my_model = tf.keras.Sequential(
    [tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten()]
    + [make[kind](value) for kind, value in plan]
    + [tf.keras.layers.Dense(10, activation='softmax')]
)
