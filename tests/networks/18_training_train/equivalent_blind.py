"""Other spellings of the network in reference.py, each from `# %%` to the next one complete after `import tensorflow as
tf` and `import numpy as np`. They were written by somebody who had not read the check that they try.

Left out, as people may disagree: a model that was never built, inputs of shape (28, 28) or (784,), another order of the
pixels, ReLU after softmax (it changes nothing), a fixed batch size, regularisers.
"""

# %% double quotes, tuples and short names
from tensorflow import keras
from tensorflow.keras import layers

my_model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Flatten(),
    layers.Dense(128, "relu"),
    layers.Dense(64, "relu"),
    layers.Dense(32, "relu"),
    layers.Dense(10, "softmax"),
])

# %% a loop over neurons and activations
my_model = tf.keras.Sequential()
my_model.add(tf.keras.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())
for n, f in [(128, tf.nn.relu), (64, tf.nn.relu), (32, tf.nn.relu), (10, tf.nn.softmax)]:
    my_model.add(tf.keras.layers.Dense(n, activation=f))

# %% a list made by a comprehension
sizes = [128, 64, 32]
my_model = tf.keras.Sequential(
    [tf.keras.layers.Flatten(input_shape=(28, 28, 1))]
    + [tf.keras.layers.Dense(s, activation='relu') for s in sizes]
    + [tf.keras.layers.Dense(10, activation='softmax')]
)

# %% input_shape as a list, layers that end in commas
my_model = tf.keras.Sequential([
        tf.keras.layers.Flatten(input_shape = [28,28,1]),
        tf.keras.layers.Dense(128, activation = 'relu'),
        tf.keras.layers.Dense(64, activation = 'relu'),
        tf.keras.layers.Dense(32, activation = 'relu'),
        tf.keras.layers.Dense(10, activation = 'softmax'),
])

# %% one relu layer object for every place
act = tf.keras.layers.ReLU()
x = inp = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(x)
x = act(tf.keras.layers.Dense(128)(x))
x = act(tf.keras.layers.Dense(64)(x))
x = act(tf.keras.layers.Dense(32)(x))
x = tf.keras.layers.Dense(10, activation='softmax')(x)
my_model = tf.keras.Model(inp, x)

# %% functional, with lists for the input and the output
inputs = tf.keras.layers.Input(shape=[28, 28, 1])
flat = tf.keras.layers.Flatten()(inputs)
hidden1 = tf.keras.layers.Dense(128, activation=tf.nn.relu)(flat)
hidden2 = tf.keras.layers.Dense(64, activation=tf.nn.relu)(hidden1)
hidden3 = tf.keras.layers.Dense(32, activation=tf.nn.relu)(hidden2)
output = tf.keras.layers.Dense(10, activation=tf.nn.softmax)(hidden3)
my_model = tf.keras.models.Model(inputs=[inputs], outputs=[output])

# %% functional in one nested line
i = tf.keras.Input(shape=(28, 28, 1))
D = tf.keras.layers.Dense
my_model = tf.keras.Model(i, D(10, 'softmax')(D(32, 'relu')(D(64, 'relu')(D(128, 'relu')(tf.keras.layers.Flatten()(i))))))

# %% functional with keras.ops
i = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.ops.reshape(i, (-1, 784))
for n in (128, 64, 32):
    x = tf.keras.layers.Dense(n)(x)
    x = tf.keras.ops.relu(x)
my_model = tf.keras.Model(i, tf.keras.ops.softmax(tf.keras.layers.Dense(10)(x)))

# %% activations called as functions
i = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(i)
x = tf.keras.activations.relu(tf.keras.layers.Dense(128)(x))
x = tf.keras.activations.relu(tf.keras.layers.Dense(64)(x))
x = tf.keras.activations.relu(tf.keras.layers.Dense(32)(x))
x = tf.keras.activations.softmax(tf.keras.layers.Dense(10)(x))
my_model = tf.keras.Model(i, x)

# %% three models deep
inner = tf.keras.Sequential([tf.keras.layers.Dense(64, activation='relu'), tf.keras.layers.Dense(32, activation='relu')])
middle = tf.keras.Sequential([tf.keras.layers.Dense(128, activation='relu'), inner])
my_model = tf.keras.Sequential([tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten(), middle, tf.keras.layers.Dense(10, activation='softmax')])

# %% features and classifier
features = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
], name='features')
classifier = tf.keras.Sequential([
    tf.keras.Input((64,)),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
], name='classifier')
pictures = tf.keras.Input((28, 28, 1))
my_model = tf.keras.Model(pictures, classifier(features(pictures)))

# %% a subclass that holds a Sequential
class MyModel(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.net = tf.keras.Sequential([
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation='relu'),
            tf.keras.layers.Dense(64, activation='relu'),
            tf.keras.layers.Dense(32, activation='relu'),
            tf.keras.layers.Dense(10, activation='softmax'),
        ])

    def call(self, x):
        return self.net(x)

my_model = MyModel()
my_model(tf.zeros((2, 28, 28, 1)))

# %% a class that inherits from Sequential
class Classifier(tf.keras.Sequential):
    def __init__(self, hidden=(128, 64, 32), classes=10):
        super().__init__()
        self.add(tf.keras.Input(shape=(28, 28, 1)))
        self.add(tf.keras.layers.Flatten())
        for units in hidden:
            self.add(tf.keras.layers.Dense(units, activation='relu'))
        self.add(tf.keras.layers.Dense(classes, activation='softmax'))

my_model = Classifier()

# %% a subclass with numbered attributes
class Deep(tf.keras.Model):
    def __init__(self, units):
        super().__init__()
        self.n = len(units)
        self.flat = tf.keras.layers.Flatten()
        for k, u in enumerate(units):
            setattr(self, 'dense_%d' % k, tf.keras.layers.Dense(u))

    def call(self, inputs):
        x = self.flat(inputs)
        for k in range(self.n - 1):
            x = tf.nn.relu(getattr(self, 'dense_%d' % k)(x))
        return tf.nn.softmax(getattr(self, 'dense_%d' % (self.n - 1))(x))

my_model = Deep([128, 64, 32, 10])
my_model(tf.zeros([1, 28, 28, 1]))

# %% a subclass with an unused dropout
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.f = tf.keras.layers.Flatten()
        self.fc1 = tf.keras.layers.Dense(128, activation='relu')
        self.fc2 = tf.keras.layers.Dense(64, activation='relu')
        self.fc3 = tf.keras.layers.Dense(32, activation='relu')
        self.fc4 = tf.keras.layers.Dense(10, activation='softmax')
        self.drop = tf.keras.layers.Dropout(0.3)

    def call(self, x, training=None):
        x = self.f(x)
        for fc in (self.fc1, self.fc2, self.fc3):
            x = fc(x)
        return self.fc4(x)

my_model = Net()
my_model(np.random.rand(1, 28, 28, 1))

# %% a block of its own
class Block(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = tf.keras.layers.Dense(units)
        self.relu = tf.keras.layers.ReLU()

    def call(self, x):
        return self.relu(self.dense(x))

my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    Block(128),
    Block(64),
    Block(32),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% own relu by multiplication
def my_relu(x):
    return x * tf.cast(x > 0, x.dtype)

my_model = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Dense(128, activation=my_relu),
    tf.keras.layers.Dense(64, activation=my_relu),
    tf.keras.layers.Dense(32, activation=my_relu),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% the softmax of an earlier lesson
def softmax(x):
    return tf.exp(x) / tf.reshape(tf.reduce_sum(tf.exp(x), axis=1), (-1, 1))

my_model = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation=softmax),
])

# %% a layer for the own activation
class MyReLU(tf.keras.layers.Layer):
    def call(self, inputs):
        return tf.math.maximum(inputs, 0.)

my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128), MyReLU(),
    tf.keras.layers.Dense(64), MyReLU(),
    tf.keras.layers.Dense(32), MyReLU(),
    tf.keras.layers.Dense(10), tf.keras.layers.Softmax(),
])

# %% a Lambda in place of Flatten and a linear layer
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Lambda(lambda p: tf.reshape(p, [tf.shape(p)[0], 784])),
    tf.keras.layers.Activation(None),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% two reshapes on the way to 784
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Reshape((28, 28)),
    tf.keras.layers.Reshape((784,)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% built in the end
my_model = tf.keras.models.Sequential()
my_model.add(tf.keras.layers.Flatten())
my_model.add(tf.keras.layers.Dense(128, activation='relu'))
my_model.add(tf.keras.layers.Dense(64, activation='relu'))
my_model.add(tf.keras.layers.Dense(32, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
my_model.build(input_shape=(None, 28, 28, 1))

# %% initializers and names
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1), name='in'),
    tf.keras.layers.Flatten(name='flatten_it'),
    tf.keras.layers.Dense(128, activation='relu', kernel_initializer='he_uniform', name='h1'),
    tf.keras.layers.Dense(64, activation='relu', kernel_initializer='he_uniform', name='h2'),
    tf.keras.layers.Dense(32, activation='relu', kernel_initializer='he_uniform', name='h3'),
    tf.keras.layers.Dense(10, activation='softmax', kernel_initializer='glorot_normal', name='prediction'),
], name='digits')

# %% a clone
first = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model = tf.keras.models.clone_model(first)

# %% read from JSON
first = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model = tf.keras.models.model_from_json(first.to_json())

# %% frozen and unfrozen again
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.trainable = False
my_model.trainable = True

# %% the layers of another model
base = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
])
my_model = tf.keras.Sequential(base.layers + [
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.build((None, 28, 28, 1))
