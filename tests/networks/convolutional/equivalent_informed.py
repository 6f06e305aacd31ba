"""The convolutional network in spellings that the check was made for. Called `my_model`."""

# %% relu after pooling
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.ReLU(),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% relu after pooling in call
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.c2 = tf.keras.layers.Conv2D(16, 3, padding='same')
        self.c1 = tf.keras.layers.Conv2D(8, 3)
        self.pool = tf.keras.layers.MaxPooling2D(2)
        self.mean = tf.keras.layers.GlobalAveragePooling2D()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        x = tf.nn.relu(self.pool(self.c1(x)))
        x = self.mean(tf.nn.relu(self.c2(x)))
        return tf.nn.softmax(self.out(x))


my_model = Net()
my_model(tf.zeros((1, 28, 28, 1)))

# %% activations in call
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.c2 = tf.keras.layers.Conv2D(16, 3, padding='same')
        self.c1 = tf.keras.layers.Conv2D(8, 3)
        self.pool = tf.keras.layers.MaxPooling2D(2)
        self.mean = tf.keras.layers.GlobalAveragePooling2D()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        x = self.pool(tf.nn.relu(self.c1(x)))
        x = self.mean(tf.nn.relu(self.c2(x)))
        return tf.nn.softmax(self.out(x))


my_model = Net()
my_model(tf.zeros((1, 28, 28, 1)))

# %% call under tf.function
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.c2 = tf.keras.layers.Conv2D(16, 3, padding='same')
        self.c1 = tf.keras.layers.Conv2D(8, 3)
        self.pool = tf.keras.layers.MaxPooling2D(2)
        self.mean = tf.keras.layers.GlobalAveragePooling2D()
        self.out = tf.keras.layers.Dense(10)

    @tf.function
    def call(self, x):
        x = self.pool(tf.nn.relu(self.c1(x)))
        x = self.mean(tf.nn.relu(self.c2(x)))
        return tf.nn.softmax(self.out(x))


my_model = Net()
my_model(tf.zeros((1, 28, 28, 1)))

# %% mean by TensorFlow
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.c2 = tf.keras.layers.Conv2D(16, 3, padding='same')
        self.c1 = tf.keras.layers.Conv2D(8, 3)
        self.pool = tf.keras.layers.MaxPooling2D(2)
        self.mean = tf.keras.layers.GlobalAveragePooling2D()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        x = self.pool(tf.nn.relu(self.c1(x)))
        x = tf.reduce_mean(tf.nn.relu(self.c2(x)), axis=[1, 2])
        return tf.nn.softmax(self.out(x))


my_model = Net()
my_model(tf.zeros((1, 28, 28, 1)))

# %% mean over negative axes
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.c2 = tf.keras.layers.Conv2D(16, 3, padding='same')
        self.c1 = tf.keras.layers.Conv2D(8, 3)
        self.pool = tf.keras.layers.MaxPooling2D(2)
        self.mean = tf.keras.layers.GlobalAveragePooling2D()
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        x = self.pool(tf.nn.relu(self.c1(x)))
        x = tf.reduce_mean(tf.nn.relu(self.c2(x)), axis=(-3, -2))
        return tf.nn.softmax(self.out(x))


my_model = Net()
my_model(tf.zeros((1, 28, 28, 1)))

# %% mean kept in four axes, then flattened
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(keepdims=True),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% flattened after the mean
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% sizes as pairs
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(8, (3, 3), strides=(1, 1), padding='valid', activation='relu'),
    tf.keras.layers.MaxPooling2D((2, 2), strides=2, padding='valid'),
    tf.keras.layers.Conv2D(16, kernel_size=[3, 3], padding='SAME', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% longer names of the layers
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Convolution2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPool2D(),
    tf.keras.layers.Convolution2D(16, 3, padding='same', activation=tf.nn.relu),
    tf.keras.layers.GlobalAvgPool2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% activation layers
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3),
    tf.keras.layers.ReLU(),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same'),
    tf.keras.layers.Activation('relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10),
    tf.keras.layers.Softmax(),
])

# %% a list in a list
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.Sequential([tf.keras.layers.Conv2D(8, 3, activation='relu'), tf.keras.layers.MaxPooling2D(2)]),
    tf.keras.Sequential([tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'), tf.keras.layers.GlobalAveragePooling2D()]),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a functional model with operations
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.MaxPooling2D(2)(tf.keras.ops.relu(tf.keras.layers.Conv2D(8, 3)(inputs)))
x = tf.keras.ops.mean(tf.keras.ops.relu(tf.keras.layers.Conv2D(16, 3, padding='same')(x)), axis=(1, 2))
my_model = tf.keras.Model(inputs, tf.keras.ops.softmax(tf.keras.layers.Dense(10)(x)))

# %% a block for each convolution
class Block(tf.keras.layers.Layer):
    def __init__(self, filters, **options):
        super().__init__()
        self.convolve = tf.keras.layers.Conv2D(filters, 3, **options)

    def call(self, x):
        return tf.maximum(self.convolve(x), 0.0)


my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)), Block(8), tf.keras.layers.MaxPooling2D(2), Block(16, padding="same"), tf.keras.layers.GlobalAveragePooling2D(), tf.keras.layers.Dense(10, activation='softmax'),
])

# %% input reshaped from flat and back
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Reshape((28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% no dropout between
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Dropout(0),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% an axis added in call
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.body = tf.keras.Sequential([tf.keras.layers.Conv2D(8, 3, activation='relu'), tf.keras.layers.MaxPooling2D(2), tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'), tf.keras.layers.GlobalAveragePooling2D()])
        self.out = tf.keras.layers.Dense(10, activation='softmax')

    def call(self, x):
        return self.out(self.body(tf.reshape(x, (-1, 28, 28, 1))))


my_model = Net()
my_model(tf.zeros((2, 28, 28, 1)))

# %% a clone
original = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Conv2D(8, 3, activation='relu'),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Conv2D(16, 3, padding='same', activation='relu'),
    tf.keras.layers.GlobalAveragePooling2D(),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model = tf.keras.models.clone_model(original)
