"""The network of 11_keras_sequential in spellings that the check was made for. Called `my_model_1`."""

# %% activations in call and layers made in another order
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d2 = tf.keras.layers.Dense(10)
        self.d1 = tf.keras.layers.Dense(64)
        self.d0 = tf.keras.layers.Dense(128)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.nn.relu(self.d0(x))
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% a maximum for relu and a softmax written out
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.maximum(self.d0(x), 0.0)
        x = tf.maximum(self.d1(x), 0.0)
        e = tf.exp(self.d2(x))
        return e / tf.reduce_sum(e, axis=1, keepdims=True)


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% call under tf.function
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    @tf.function
    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.nn.relu(self.d0(x))
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% where in place of relu
def positive(x):
    return tf.where(x > 0, x, tf.zeros_like(x))


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = positive(self.d0(x))
        x = positive(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% numbers times a mask
def positive(x):
    return x * tf.cast(x > 0, tf.float32)


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = positive(self.d0(x))
        x = positive(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% half of number and size
def positive(x):
    return (x + tf.abs(x)) / 2


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = positive(self.d0(x))
        x = positive(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% reshape in call
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = tf.reshape(inputs, (-1, 784))
        x = tf.nn.relu(self.d0(x))
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% reshape by the size of the batch
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = tf.reshape(inputs, (tf.shape(inputs)[0], 28 * 28))
        x = tf.nn.relu(self.d0(x))
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% squeezed, then flattened
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(tf.squeeze(inputs, axis=-1))
        x = tf.nn.relu(self.d0(x))
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% exponential of a logarithm
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.nn.relu(self.d0(x))
        x = tf.nn.relu(self.d1(x))
        return tf.exp(tf.nn.log_softmax(self.d2(x)))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% softmax shifted by its largest
def softmax(x):
    e = tf.exp(x - tf.reduce_max(x, axis=-1, keepdims=True))
    return e / tf.reduce_sum(e, axis=-1, keepdims=True)


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.nn.relu(self.d0(x))
        x = tf.nn.relu(self.d1(x))
        return softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% relu twice
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.nn.relu(tf.keras.activations.relu(self.d0(x)))
        x = tf.nn.relu(tf.keras.activations.relu(self.d1(x)))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% layers of its own in a list
class Block(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = tf.keras.layers.Dense(units)

    def call(self, x):
        return tf.nn.relu(self.dense(x))


my_model_1 = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for units in [128, 64]:
    my_model_1.add(Block(units))
my_model_1.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% layers of its own in a functional model
class Block(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.dense = tf.keras.layers.Dense(units)

    def call(self, x):
        return tf.nn.relu(self.dense(x))


inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
for units in [128, 64]:
    x = Block(units)(x)
my_model_1 = tf.keras.Model(inputs, tf.keras.layers.Softmax()(tf.keras.layers.Dense(10)(x)))

# %% operations in a functional model
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.ops.reshape(inputs, (-1, 784))
for units in [128, 64]:
    x = tf.keras.ops.relu(tf.keras.layers.Dense(units)(x))
my_model_1 = tf.keras.Model(inputs, tf.keras.ops.softmax(tf.keras.layers.Dense(10)(x)))

# %% models in models in models
first = tf.keras.Sequential([tf.keras.Sequential([tf.keras.Sequential([tf.keras.layers.Flatten()]), tf.keras.layers.Dense(128, activation="relu")])])
rest = tf.keras.Sequential([tf.keras.layers.Dense(64, activation="relu")])
inputs = tf.keras.Input(shape=(28, 28, 1))
my_model_1 = tf.keras.Model(inputs, tf.keras.layers.Dense(10, activation="softmax")(rest(first(inputs))))

# %% a class around a list
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.body = tf.keras.Sequential([tf.keras.layers.Flatten()])
        for units in [128, 64]:
            self.body.add(tf.keras.layers.Dense(units, activation="relu"))
        self.head = tf.keras.layers.Dense(10)

    def call(self, images):
        return tf.nn.softmax(self.head(self.body(images)))


my_model_1 = Net()
my_model_1(np.zeros((1, 28, 28, 1), "float32"))

# %% Lambda for flattening and for relu
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Lambda(lambda x: tf.reshape(x, (-1, 784))),
    tf.keras.layers.Dense(128),
    tf.keras.layers.Lambda(lambda x: tf.maximum(x, 0.0)),
    tf.keras.layers.Dense(64),
    tf.keras.layers.Lambda(lambda x: tf.maximum(x, 0.0)),
    tf.keras.layers.Dense(10, activation="softmax"),
])

# %% one relu layer for all
relu = tf.keras.layers.ReLU()
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128),
    relu,
    tf.keras.layers.Dense(64),
    relu,
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% things that do nothing in between
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dropout(0.0),
    tf.keras.layers.Identity(),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.ActivityRegularization(0.01),
    tf.keras.layers.Activation("linear"),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% reshaped three times
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Reshape((28, 28)),
    tf.keras.layers.Reshape((14, 56)),
    tf.keras.layers.Reshape((-1,)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% made of a description
original = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model_1 = tf.keras.Sequential.from_config(original.get_config())

# %% a clone
original = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])
my_model_1 = tf.keras.models.clone_model(original)

# %% cut out of a larger model
larger = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
    tf.keras.layers.Dense(2),
])
my_model_1 = tf.keras.Model(larger.inputs, larger.layers[-2].output)

# %% training handed on to nobody
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128, activation='relu')
        self.d1 = tf.keras.layers.Dense(64, activation='relu')
        self.d2 = tf.keras.layers.Dense(10, activation='softmax')

    def call(self, inputs, training=None):
        x = self.flat(inputs)
        x = self.d0(x)
        x = self.d1(x)
        return self.d2(x)


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))
