"""Other spellings of the network in reference.py, each from `# %%` to the next one complete after `import tensorflow as
tf` and `import numpy as np`. They were written by somebody who had not read the check that they try.

Left out, as people may disagree: an object that was never called (its `build` alone makes no weights in today's Keras),
a fixed batch size, a layer with weights that is made and never called.
"""

# %% the lesson's own spelling
class Network(tf.keras.Model):
    def __init__(self, num_classes = 2):
        super().__init__()
        self.num_classes = num_classes

        # Define layers
        self.input_layer = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation = 'relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation = 'relu')
        self.output_layer = tf.keras.layers.Dense(self.num_classes, activation = 'softmax')

    # Define the forward pass
    def call(self, input_tensor):
        x = self.input_layer(input_tensor)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        x = self.output_layer(x)
        return x

my_model_2 = Network(10)
my_model_2(tf.random.normal((64, 28, 28, 1)))

# %% activations in call by tf.nn
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super(Network, self).__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.fc1 = tf.keras.layers.Dense(128)
        self.fc2 = tf.keras.layers.Dense(64)
        self.fc3 = tf.keras.layers.Dense(num_classes)

    def call(self, x):
        x = self.flatten(x)
        x = tf.nn.relu(self.fc1(x))
        x = tf.nn.relu(self.fc2(x))
        return tf.nn.softmax(self.fc3(x))

my_model_2 = Network(num_classes=10)
my_model_2(np.zeros((1, 28, 28, 1), np.float32))

# %% called on a symbolic input
class Network(tf.keras.Model):
    def __init__(self, num_classes=2, **kwargs):
        super().__init__(**kwargs)
        self.flat = tf.keras.layers.Flatten()
        self.a = tf.keras.layers.Dense(128, activation=tf.nn.relu)
        self.b = tf.keras.layers.Dense(64, activation=tf.nn.relu)
        self.c = tf.keras.layers.Dense(num_classes, activation=tf.nn.softmax)

    def call(self, inputs, training=None, mask=None):
        return self.c(self.b(self.a(self.flat(inputs))))

my_model_2 = Network(10, name='my_network')
my_model_2(tf.keras.Input(shape=(28, 28, 1)))

# %% built by predict
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d1 = tf.keras.layers.Dense(128, activation='relu')
        self.d2 = tf.keras.layers.Dense(64, activation='relu')
        self.d3 = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.flat(x)
        x = self.d1(x)
        x = self.d2(x)
        x = self.d3(x)
        return x

my_model_2 = Network(10)
my_model_2.predict(np.zeros((2, 28, 28, 1)), verbose=0)

# %% the whole network as one Sequential inside
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.model = tf.keras.Sequential([
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation='relu'),
            tf.keras.layers.Dense(64, activation='relu'),
            tf.keras.layers.Dense(num_classes, activation='softmax'),
        ])

    def call(self, x):
        return self.model(x)

my_model_2 = Network(10)
my_model_2(tf.ones((1, 28, 28, 1)))

# %% the hidden layers as a Sequential that knows its input
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.features = tf.keras.Sequential([
            tf.keras.Input(shape=(28, 28, 1)),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation='relu'),
            tf.keras.layers.Dense(64, activation='relu'),
        ])
        self.head = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        return self.head(self.features(x))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% layers in a list
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.my_layers = [
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation='relu'),
            tf.keras.layers.Dense(64, activation='relu'),
            tf.keras.layers.Dense(num_classes, activation='softmax'),
        ]

    def call(self, x):
        for layer in self.my_layers:
            x = layer(x)
        return x

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% layers in a dictionary
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.parts = {
            'output': tf.keras.layers.Dense(num_classes, activation='softmax'),
            'hidden': tf.keras.layers.Dense(128, activation='relu'),
            'more': tf.keras.layers.Dense(64, activation='relu'),
        }

    def call(self, x):
        x = tf.keras.layers.Flatten()(x)
        for name in ('hidden', 'more', 'output'):
            x = self.parts[name](x)
        return x

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% layers made last to first
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')
        self.second = tf.keras.layers.Dense(64, activation='relu')
        self.first = tf.keras.layers.Dense(128, activation='relu')

    def call(self, x):
        x = tf.reshape(x, (-1, 784))
        return self.out(self.second(self.first(x)))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% reshaped the PyTorch way
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.fc1 = tf.keras.layers.Dense(128, activation='relu')
        self.fc2 = tf.keras.layers.Dense(64, activation='relu')
        self.fc3 = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = tf.reshape(x, (tf.shape(x)[0], 28 * 28))
        x = self.fc1(x)
        x = self.fc2(x)
        x = self.fc3(x)
        return x

my_model_2 = Network(10)
my_model_2(tf.zeros((64, 28, 28, 1)))

# %% one ReLU layer called twice
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.relu = tf.keras.layers.ReLU()
        self.softmax = tf.keras.layers.Softmax()
        self.d1 = tf.keras.layers.Dense(128)
        self.d2 = tf.keras.layers.Dense(64)
        self.d3 = tf.keras.layers.Dense(num_classes)

    def call(self, x):
        x = self.flat(x)
        x = self.d1(x)
        x = self.relu(x)
        x = self.d2(x)
        x = self.relu(x)
        x = self.d3(x)
        x = self.softmax(x)
        return x

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% a subclass of Sequential
class Network(tf.keras.Sequential):
    def __init__(self, num_classes=2):
        super().__init__([
            tf.keras.Input(shape=(28, 28, 1)),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation='relu'),
            tf.keras.layers.Dense(64, activation='relu'),
            tf.keras.layers.Dense(num_classes, activation='softmax'),
        ])

my_model_2 = Network(10)

# %% a subclass that is functional inside
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        inputs = tf.keras.Input(shape=(28, 28, 1))
        x = tf.keras.layers.Flatten()(inputs)
        x = tf.keras.layers.Dense(128, activation='relu')(x)
        x = tf.keras.layers.Dense(64, activation='relu')(x)
        outputs = tf.keras.layers.Dense(num_classes, activation='softmax')(x)
        super().__init__(inputs=inputs, outputs=outputs)

my_model_2 = Network(10)

# %% layers made in build
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.num_classes = num_classes

    def build(self, input_shape):
        self.flat = tf.keras.layers.Flatten()
        self.d1 = tf.keras.layers.Dense(128, activation='relu')
        self.d2 = tf.keras.layers.Dense(64, activation='relu')
        self.d3 = tf.keras.layers.Dense(self.num_classes, activation='softmax')
        self.built = True

    def call(self, x):
        return self.d3(self.d2(self.d1(self.flat(x))))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% a build that builds each layer
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d1 = tf.keras.layers.Dense(128, activation='relu')
        self.d2 = tf.keras.layers.Dense(64, activation='relu')
        self.d3 = tf.keras.layers.Dense(num_classes, activation='softmax')

    def build(self, input_shape):
        self.flat.build(input_shape)
        self.d1.build((None, 784))
        self.d2.build((None, 128))
        self.d3.build((None, 64))
        self.built = True

    def call(self, x):
        x = self.flat(x)
        x = self.d1(x)
        x = self.d2(x)
        return self.d3(x)

my_model_2 = Network(10)
my_model_2.build((None, 28, 28, 1))

# %% own activations as methods
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d1 = tf.keras.layers.Dense(128)
        self.d2 = tf.keras.layers.Dense(64)
        self.d3 = tf.keras.layers.Dense(num_classes)

    def relu(self, x):
        return tf.maximum(x, 0)

    def softmax(self, x):
        e = tf.exp(x)
        return e / tf.reduce_sum(e, axis=1, keepdims=True)

    def call(self, x):
        x = self.relu(self.d1(self.flat(x)))
        x = self.relu(self.d2(x))
        return self.softmax(self.d3(x))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% own dense layers
class MyDense(tf.keras.layers.Layer):
    def __init__(self, units, activation):
        super().__init__()
        self.units = units
        self.activation = activation

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer='glorot_uniform')
        self.b = self.add_weight(shape=(self.units,), initializer='zeros')

    def call(self, x):
        return self.activation(tf.matmul(x, self.w) + self.b)

class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d1 = MyDense(128, tf.nn.relu)
        self.d2 = MyDense(64, tf.nn.relu)
        self.d3 = MyDense(num_classes, tf.nn.softmax)

    def call(self, x):
        return self.d3(self.d2(self.d1(self.flat(x))))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% sizes as arguments with defaults
class Network(tf.keras.Model):
    def __init__(self, num_classes=2, hidden=(128, 64), activation='relu'):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.hidden = [tf.keras.layers.Dense(n, activation=activation) for n in hidden]
        self.out = tf.keras.layers.Dense(num_classes, 'softmax')

    def call(self, x, training=False):
        x = self.flat(x)
        for h in self.hidden:
            x = h(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)), training=False)

# %% from keras, as a layer's subclass in the middle
import keras
from keras import layers

class Hidden(layers.Layer):
    def __init__(self):
        super().__init__()
        self.one = layers.Dense(128, activation='relu')
        self.two = layers.Dense(64, activation='relu')

    def call(self, x):
        return self.two(self.one(x))

class Network(keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = layers.Flatten()
        self.hidden = Hidden()
        self.classify = layers.Dense(num_classes, activation='softmax')

    def call(self, images):
        return self.classify(self.hidden(self.flatten(images)))

my_model_2 = Network(10)
my_model_2(keras.ops.zeros((1, 28, 28, 1)))

# %% a parent class of its own
class Base(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.h1 = tf.keras.layers.Dense(128, activation='relu')
        self.h2 = tf.keras.layers.Dense(64, activation='relu')

    def features(self, x):
        return self.h2(self.h1(self.flatten(x)))

class Network(Base):
    def __init__(self, num_classes=2):
        super().__init__()
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        return self.out(self.features(x))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% a forward method that call calls
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.linear1 = tf.keras.layers.Dense(128)
        self.linear2 = tf.keras.layers.Dense(64)
        self.linear3 = tf.keras.layers.Dense(num_classes)
        self.act = tf.keras.activations.get('relu')

    def forward(self, x):
        x = self.flatten(x)
        x = self.act(self.linear1(x))
        x = self.act(self.linear2(x))
        return tf.keras.activations.softmax(self.linear3(x))

    def call(self, x):
        return self.forward(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% a name, an initializer and a dropout never used
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__(name='network')
        self.flatten = tf.keras.layers.Flatten(name='flatten')
        self.dropout = tf.keras.layers.Dropout(0.2)
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu', kernel_initializer='he_normal', name='one')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu', kernel_initializer='he_normal', name='two')
        self.last = tf.keras.layers.Dense(num_classes, activation='softmax', name='three')

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.last(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% pixels cast to float first
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.last = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = tf.cast(x, tf.float32)
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.last(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))
