"""Not the network of 11_keras_sequential, if nearly. Called `my_model_1`."""

# %% a layer that call leaves out
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
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% relu6 in call
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.nn.relu6(self.d0(x))
        x = tf.nn.relu6(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% leaky relu in call
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.nn.leaky_relu(self.d0(x), 0.01)
        x = tf.nn.leaky_relu(self.d1(x), 0.01)
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% softmax over the batch in call
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
        return tf.nn.softmax(self.d2(x), axis=0)


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% logarithm of softmax
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
        return tf.nn.log_softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% sigmoid for softmax in call
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
        return tf.sigmoid(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% logits from call
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
        return self.d2(x)


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% softmax not divided
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
        return tf.exp(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% softmax of half of it
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
        return tf.nn.softmax(self.d2(x) / 2)


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% softmax twice
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128, activation='relu')
        self.d1 = tf.keras.layers.Dense(64, activation='relu')
        self.d2 = tf.keras.layers.Dense(10, activation='softmax')

    def call(self, inputs):
        x = self.flat(inputs)
        x = self.d0(x)
        x = self.d1(x)
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% second relu forgotten
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
        x = self.d1(x)
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% relu of almost nothing
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.maximum(self.d0(x), 0.01)
        x = tf.maximum(self.d1(x), 0.01)
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% absolute value for relu
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.abs(self.d0(x))
        x = tf.abs(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% silu in one place
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.nn.silu(self.d0(x))
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% a bias left out
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64, use_bias=False)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.nn.relu(self.d0(x))
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% relu before the layer
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = self.d0(x)
        x = tf.nn.tanh(x)
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% a layer added to itself
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
        x = x + tf.nn.tanh(x)
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% pixels divided in call
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs) / 255
        x = tf.nn.relu(self.d0(x))
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% normalized in between
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.BatchNormalization(),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% noise in between
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.GaussianNoise(0.1),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a frozen layer in a nested model
inner = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(128, activation="relu")])
inner.trainable = False
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    inner,
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% one more layer without activation
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)
        self.more = tf.keras.layers.Dense(10)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.nn.relu(self.d0(x))
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.more(self.d2(x)))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))

# %% first two exchanged
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% one neuron more
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(65, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a hidden layer twice
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% the same layer called twice
again = tf.keras.layers.Dense(128, activation="relu")
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
x = tf.keras.layers.Dense(128, activation='relu')(x)
x = again(x)
x = again(x)
x = tf.keras.layers.Dense(64, activation='relu')(x)
x = tf.keras.layers.Dense(10, activation='softmax')(x)
my_model_1 = tf.keras.Model(inputs, x)

# %% nothing flattened
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% a smaller picture
my_model_1 = tf.keras.Sequential([
    tf.keras.Input(shape=(14, 14, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(64, activation='relu'),
    tf.keras.layers.Dense(10, activation='softmax'),
])

# %% dropout in call
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flat = tf.keras.layers.Flatten()
        self.d0 = tf.keras.layers.Dense(128)
        self.d1 = tf.keras.layers.Dense(64)
        self.d2 = tf.keras.layers.Dense(10)
        self.drop = tf.keras.layers.Dropout(0.2)

    def call(self, inputs):
        x = self.flat(inputs)
        x = tf.nn.relu(self.d0(x))
        x = self.drop(x)
        x = tf.nn.relu(self.d1(x))
        return tf.nn.softmax(self.d2(x))


my_model_1 = Net()
my_model_1(tf.zeros((2, 28, 28, 1)))
