"""Other networks than the one in reference.py, though nearly the same, each from `# %%` to the next one complete after
`import tensorflow as tf` and `import numpy as np`. They were written by somebody who had not read the check that they try.

Left out, as people may disagree: a model that was never built, an input of shape (28, 28) (Keras takes pictures of shape
(28, 28, 1) all the same), ReLU after softmax (it changes nothing), regularisers.
"""

# %% the model of an earlier lesson
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% half of every layer
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(16, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% 34 neurons in place of 32
my_model = tf.keras.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(34, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a loop that goes once too often
my_model = tf.keras.Sequential()
my_model.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))
for n in [128, 64, 32, 16]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% a loop that gives the output layer ReLU as well
my_model = tf.keras.Sequential()
my_model.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))
for n in [128, 64, 32, 10]:
    my_model.add(tf.keras.layers.Dense(n, activation='relu'))
my_model.add(tf.keras.layers.Softmax())

# %% a loop that gives each layer softmax
my_model = tf.keras.Sequential()
my_model.add(tf.keras.layers.Flatten(input_shape=(28, 28, 1)))
for n in [128, 64, 32, 10]:
    my_model.add(tf.keras.layers.Dense(n, activation='softmax'))

# %% tanh in the third layer
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='tanh'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% softplus all along
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation=tf.nn.softplus),
    tf.keras.layers.Dense(64, activation=tf.nn.softplus),
    tf.keras.layers.Dense(32, activation=tf.nn.softplus),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% hard sigmoid
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='hard_sigmoid'),
    tf.keras.layers.Dense(64, activation='hard_sigmoid'),
    tf.keras.layers.Dense(32, activation='hard_sigmoid'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a ReLU layer with a slope
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128), tf.keras.layers.ReLU(),
    tf.keras.layers.Dense(64), tf.keras.layers.ReLU(negative_slope=0.1),
    tf.keras.layers.Dense(32), tf.keras.layers.ReLU(),
    tf.keras.layers.Dense(10), tf.keras.layers.Softmax(),
])

# %% own relu turned round
def my_relu(x):
    return tf.minimum(x, 0)

my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation=my_relu),
    tf.keras.layers.Dense(64, activation=my_relu),
    tf.keras.layers.Dense(32, activation=my_relu),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% own relu that is the absolute value
def relu(x):
    return tf.abs(x)

my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation=relu),
    tf.keras.layers.Dense(64, activation=relu),
    tf.keras.layers.Dense(32, activation=relu),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% sigmoid twice in the first layer
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='sigmoid'),
    tf.keras.layers.Activation('sigmoid'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% activations forgotten in all hidden layers
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128),
    tf.keras.layers.Dense(64),
    tf.keras.layers.Dense(32),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% softmax only meant
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10),
])

# %% one output neuron
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(1, activation='softmax'),
])

# %% softmax inside and outside
core = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), core, tf.keras.layers.Softmax()])

# %% a second output layer
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% the third layer before the second
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a convolution in front
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(1, 3, padding='same', activation='relu'),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% batch normalisation
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.BatchNormalization(),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% flattened after the first layer
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% an average of all pixels in place of Flatten
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% pictures of 32 by 32
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(32, 32, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% all frozen
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.trainable = False

# %% the last layer frozen by its index
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model.layers[-1].trainable = False

# %% noise while training
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.GaussianNoise(0.5),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(32, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a gradient that stops
i = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(i)
x = tf.keras.layers.Dense(128, activation='relu')(x)
x = tf.keras.layers.Dense(64, activation='relu')(x)
x = tf.keras.layers.Lambda(lambda t: tf.stop_gradient(t))(x)
x = tf.keras.layers.Dense(32, activation='relu')(x)
my_model = tf.keras.Model(i, tf.keras.layers.Dense(10, activation='softmax')(x))

# %% the hidden layers side by side at the end
i = tf.keras.Input(shape=(28, 28, 1))
f = tf.keras.layers.Flatten()(i)
a = tf.keras.layers.Dense(128, activation='relu')(f)
b = tf.keras.layers.Dense(64, activation='relu')(a)
c = tf.keras.layers.Dense(32, activation='relu')(b)
my_model = tf.keras.Model(i, tf.keras.layers.Dense(10, activation='softmax')(tf.keras.layers.concatenate([b, c])))

# %% a subclass that returns the logits
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.hidden = [tf.keras.layers.Dense(n, activation='relu') for n in (128, 64, 32)]
        self.last = tf.keras.layers.Dense(10)
        self.softmax = tf.keras.layers.Softmax()

    def call(self, x):
        x = self.flat(x)
        for layer in self.hidden:
            x = layer(x)
        return self.last(x)

my_model = Net()
my_model(tf.zeros((1, 28, 28, 1)))
