"""The network of two branches in spellings that the check was made for. Called `my_model`."""

# %% right branch made first
inputs = tf.keras.Input(shape=(8,))
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% added the other way round
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([more, both])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% added by the sign
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Identity()(both + more)
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% plus without a layer
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(more + both))

# %% axis given
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate(axis=1)([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% operations for all
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.ops.relu(tf.keras.layers.Dense(4)(inputs))
right = tf.keras.ops.tanh(tf.keras.layers.Dense(6)(inputs))
both = tf.keras.ops.concatenate([left, right], axis=1)
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.ops.add(both, more)
my_model = tf.keras.Model(inputs, tf.keras.ops.softmax(tf.keras.layers.Dense(3)(total)))

# %% functions for the layers
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.concatenate([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.add([more, both])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% a class with TensorFlow in its call
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(3)
        self.right = tf.keras.layers.Dense(6)
        self.left = tf.keras.layers.Dense(4)
        self.more = tf.keras.layers.Dense(10)

    def call(self, x):
        left, right = tf.nn.relu(self.left(x)), tf.tanh(self.right(x))
        both = tf.concat([left, right], axis=-1)
        total = both + tf.nn.relu(self.more(both))
        return tf.nn.softmax(self.out(total))


my_model = Net()
my_model(tf.zeros((2, 8)))

# %% a class, right branch called first
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(3)
        self.right = tf.keras.layers.Dense(6)
        self.left = tf.keras.layers.Dense(4)
        self.more = tf.keras.layers.Dense(10)

    def call(self, x):
        right = tf.tanh(self.right(x))
        left = tf.nn.relu(self.left(x))
        both = tf.concat([left, right], axis=-1)
        total = both + tf.nn.relu(self.more(both))
        return tf.nn.softmax(self.out(total))


my_model = Net()
my_model(tf.zeros((2, 8)))

# %% a class, added the other way round
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(3)
        self.right = tf.keras.layers.Dense(6)
        self.left = tf.keras.layers.Dense(4)
        self.more = tf.keras.layers.Dense(10)

    def call(self, x):
        left, right = tf.nn.relu(self.left(x)), tf.tanh(self.right(x))
        both = tf.concat([left, right], axis=-1)
        total = tf.add(tf.nn.relu(self.more(both)), both)
        return tf.nn.softmax(self.out(total))


my_model = Net()
my_model(tf.zeros((2, 8)))

# %% a class under tf.function
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(3)
        self.right = tf.keras.layers.Dense(6)
        self.left = tf.keras.layers.Dense(4)
        self.more = tf.keras.layers.Dense(10)

    @tf.function
    def call(self, x):
        left, right = tf.nn.relu(self.left(x)), tf.tanh(self.right(x))
        both = tf.concat([left, right], axis=-1)
        total = both + tf.nn.relu(self.more(both))
        return tf.nn.softmax(self.out(total))


my_model = Net()
my_model(tf.zeros((2, 8)))

# %% branches as models
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.Sequential([tf.keras.layers.Dense(4), tf.keras.layers.ReLU()])(inputs)
right = tf.keras.Sequential([tf.keras.layers.Dense(6, activation='tanh')])(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% head as a model
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.Sequential([tf.keras.layers.Dense(3), tf.keras.layers.Softmax()])(total))

# %% the residual part as a model
def residual():
    inner = tf.keras.Input(shape=(10,))
    more = tf.keras.layers.Dense(10, activation="relu")(inner)
    return tf.keras.Model(inner, tf.keras.layers.Add()([inner, more]))


inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Identity()(residual()(both))
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the residual part as a layer
class Residual(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(10)

    def call(self, x):
        return x + tf.nn.relu(self.dense(x))


inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Identity()(Residual()(both))
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% a model within a model
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
inner = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))
again = tf.keras.Input(shape=(8,))
my_model = tf.keras.Model(again, inner(again))

# %% activation layers
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Activation('relu')(tf.keras.layers.Dense(4)(inputs))
right = tf.keras.layers.Activation('tanh')(tf.keras.layers.Dense(6)(inputs))
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Softmax()(tf.keras.layers.Dense(3)(total)))

# %% tanh written out
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(3)
        self.right = tf.keras.layers.Dense(6)
        self.left = tf.keras.layers.Dense(4)
        self.more = tf.keras.layers.Dense(10)

    def call(self, x):
        e = tf.exp(2 * self.right(x))
        left, right = tf.nn.relu(self.left(x)), 1 - 2 / (e + 1)
        both = tf.concat([left, right], axis=-1)
        total = both + tf.nn.relu(self.more(both))
        return tf.nn.softmax(self.out(total))


my_model = Net()
my_model(tf.zeros((2, 8)))

# %% unused things beside it
unused = tf.keras.layers.Dense(99)
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))
