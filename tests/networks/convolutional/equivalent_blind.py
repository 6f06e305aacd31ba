"""Other spellings of the network in reference.py, each from `# %%` to the next one complete after `import tensorflow as
tf` and `import numpy as np`. They were written by somebody who had not read the check that they try.

Left out, as people may disagree: ReLU after the pooling in place of before, pooling with padding that pads nothing,
a convolution of 1 by 1 in place of the dense layer.
"""

# %% pairs for sizes
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(8, (3, 3), activation='relu'),
    tf.keras.layers.MaxPooling2D((2, 2)),
    tf.keras.layers.Conv2D(16, (3, 3), activation='relu', padding='same'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% defaults written out
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(filters=8, kernel_size=3, strides=1, padding='valid', dilation_rate=1, groups=1, use_bias=True, activation='relu'),
    tf.keras.layers.MaxPooling2D(pool_size=2, strides=2, padding='valid'),
    tf.keras.layers.Conv2D(filters=16, kernel_size=3, strides=(1, 1), padding='same', data_format='channels_last', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(keepdims=False),
    tf.keras.layers.Dense(units=10, activation='softmax'),
])

# %% lists for sizes and capitals for paddings
my_model = tf.keras.Sequential([
    tf.keras.layers.Conv2D(8, [3, 3], activation='relu', input_shape=[28, 28, 1], padding='VALID'),
    tf.keras.layers.MaxPool2D([2, 2]),
    tf.keras.layers.Conv2D(16, [3, 3], activation='relu', padding='SAME'),
    tf.keras.layers.GlobalAvgPool2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% the long names of layers
my_model = tf.keras.models.Sequential()
my_model.add(tf.keras.layers.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Convolution2D(8, 3, activation=tf.nn.relu))
my_model.add(tf.keras.layers.MaxPooling2D(2, 2))
my_model.add(tf.keras.layers.Convolution2D(16, 3, padding='same', activation=tf.nn.relu))
my_model.add(tf.keras.layers.GlobalAveragePooling2D())
my_model.add(tf.keras.layers.Dense(10, activation=tf.nn.softmax))

# %% activations as layers of their own
from tensorflow.keras import layers, models

my_model = models.Sequential([
    layers.Input((28, 28, 1)),
    layers.Conv2D(8, 3),
    layers.Activation('relu'),
    layers.MaxPooling2D(),
    layers.Conv2D(16, 3, padding='same'),
    layers.ReLU(),
    layers.GlobalAveragePooling2D(),
    layers.Dense(10),
    layers.Softmax(),
])

# %% functional
inputs = tf.keras.Input((28, 28, 1))
x = tf.keras.layers.Conv2D(8, 3, activation='relu')(inputs)
x = tf.keras.layers.MaxPooling2D(2)(x)
x = tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu')(x)
x = tf.keras.layers.GlobalAveragePooling2D()(x)
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(10, activation='softmax')(x))

# %% functional with functions of keras.activations
from keras import Input, Model, activations, layers

i = Input((28, 28, 1))
x = activations.relu(layers.Conv2D(8, 3)(i))
x = layers.MaxPooling2D(2)(x)
x = activations.relu(layers.Conv2D(16, 3, padding="same")(x))
x = layers.GlobalAveragePooling2D()(x)
x = activations.softmax(layers.Dense(10)(x))
my_model = Model(i, x)

# %% the mean taken by hand
i = tf.keras.Input((28, 28, 1))
x = tf.keras.layers.Conv2D(8, 3, activation='relu')(i)
x = tf.keras.layers.MaxPooling2D(2)(x)
x = tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu')(x)
x = tf.keras.layers.Lambda(lambda t: tf.reduce_mean(t, axis=[1, 2]))(x)
my_model = tf.keras.Model(i, tf.keras.layers.Dense(10, activation='softmax')(x))

# %% the mean by keras.ops
i = tf.keras.Input((28, 28, 1))
x = tf.keras.layers.Conv2D(8, 3, activation='relu')(i)
x = tf.keras.layers.MaxPooling2D(2)(x)
x = tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu')(x)
x = tf.keras.ops.mean(x, axis=(1, 2))
my_model = tf.keras.Model(i, tf.keras.layers.Dense(10, activation='softmax')(x))

# %% the average kept as a picture of one pixel and flattened
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(keepdims=True),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% an average pooling as large as the picture
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.AveragePooling2D(13),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% flattened although it is flat
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% padded by a layer
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.ZeroPadding2D(1),
    tf.keras.layers.Conv2D(16, 3, activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a body inside a model
body = tf.keras.Sequential([
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
])
my_model = tf.keras.Sequential([tf.keras.Input((28, 28, 1)), body, tf.keras.layers.Dense(10, activation='softmax')])

# %% feature extractor and head, functional
i = tf.keras.Input((28, 28, 1))
x = tf.keras.layers.Conv2D(8, 3, activation='relu')(i)
x = tf.keras.layers.MaxPooling2D(2)(x)
x = tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu')(x)
extractor = tf.keras.Model(i, tf.keras.layers.GlobalAveragePooling2D()(x))
my_model = tf.keras.Sequential([extractor, tf.keras.layers.Dense(10, activation='softmax')])
my_model.build((None, 28, 28, 1))

# %% a subclass
class ConvNet(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = tf.keras.layers.Conv2D(8, 3, activation='relu')
        self.pool = tf.keras.layers.MaxPooling2D(2)
        self.conv2 = tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu')
        self.gap = tf.keras.layers.GlobalAveragePooling2D()
        self.fc = tf.keras.layers.Dense(10, activation='softmax')

    def call(self, x):
        x = self.pool(self.conv1(x))
        x = self.gap(self.conv2(x))
        return self.fc(x)

my_model = ConvNet()
my_model(tf.zeros((1, 28, 28, 1)))

# %% a subclass that uses tf.nn for all without weights
class ConvNet(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.fc = tf.keras.layers.Dense(10)
        self.conv2 = tf.keras.layers.Conv2D(16, 3, padding='same')
        self.conv1 = tf.keras.layers.Conv2D(8, 3)

    def call(self, x):
        x = tf.nn.relu(self.conv1(x))
        x = tf.nn.max_pool2d(x, 2, 2, 'VALID')
        x = tf.nn.relu(self.conv2(x))
        x = tf.reduce_mean(x, [1, 2])
        return tf.nn.softmax(self.fc(x))

my_model = ConvNet()
my_model(tf.zeros((1, 28, 28, 1)))

# %% a convolution block of its own
class ConvBlock(tf.keras.layers.Layer):
    def __init__(self, filters, padding='valid'):
        super().__init__()
        self.conv = tf.keras.layers.Conv2D(filters, 3, padding=padding)

    def call(self, x):
        return tf.nn.relu(self.conv(x))

my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    ConvBlock(8),
    tf.keras.layers.MaxPooling2D(2),
    ConvBlock(16, 'same'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a reshape of pictures that changes nothing
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Reshape((28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% own relu and lambdas
def my_relu(x):
    return tf.where(x < 0, 0.0, x)

my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3, activation=my_relu),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation=lambda x: tf.maximum(x, 0.0)),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation=lambda x: tf.nn.softmax(x)),
])

# %% names, initializers and idle layers
my_model = tf.keras.Sequential([
    tf.keras.Input((28, 28, 1), name='image'),
    tf.keras.layers.Conv2D(8, 3, activation='relu', kernel_initializer='he_normal', name='edges'),
    tf.keras.layers.Dropout(0),
    tf.keras.layers.MaxPooling2D(2, name='half'),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu', kernel_initializer='he_normal', name='shapes'),
    tf.keras.layers.Activation('linear'),
    tf.keras.layers.GlobalAveragePooling2D(name='mean'),
    tf.keras.layers.Identity(),
    tf.keras.layers.Dense(10, activation='softmax', name='digit'),
])

# %% built by its first call
my_model = tf.keras.Sequential([
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model(np.zeros((1, 28, 28, 1), 'float32'))

# %% a list of settings
my_model = tf.keras.Sequential([tf.keras.Input((28, 28, 1))])
for filters, padding, pool in [(8, 'valid', tf.keras.layers.MaxPooling2D()), (16, 'same', tf.keras.layers.GlobalAveragePooling2D())]:
    my_model.add(tf.keras.layers.Conv2D(filters, 3, padding=padding, activation='relu'))
    my_model.add(pool)
my_model.add(tf.keras.layers.Dense(10, activation='softmax'))
