"""Not the network of two branches, if nearly. Called `my_model`."""

# %% activations exchanged
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='tanh')(inputs)
right = tf.keras.layers.Dense(6, activation='relu')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% sizes exchanged
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(6, activation='relu')(inputs)
right = tf.keras.layers.Dense(4, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% one branch after the other
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(left)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% nothing added
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Identity()(more)
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the residual goes nowhere
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Identity()(both)
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% multiplied, not added
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Multiply()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the average of both
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Average()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the larger of both
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Maximum()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% subtracted
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Subtract()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% added to itself
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([more, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% relu after the sum
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10)(both)
total = tf.keras.layers.ReLU()(tf.keras.layers.Add()([both, more]))
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% residual without relu
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10)(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% one branch twice
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(5, activation='relu')(inputs)
right = tf.keras.layers.Dense(5, activation='relu')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% one branch with the weights of the other
shared = tf.keras.layers.Dense(5)
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.ReLU()(shared(inputs))
right = tf.keras.layers.Activation('tanh')(shared(inputs))
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% one layer for both steps
shared = tf.keras.layers.Dense(10, activation='relu')
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = shared(shared(both))
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% three numbers more in the left
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(7, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(13, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% right branch without bias
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh', use_bias=False)(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% left branch with sigmoid in call
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(3)
        self.right = tf.keras.layers.Dense(6)
        self.left = tf.keras.layers.Dense(4)
        self.more = tf.keras.layers.Dense(10)

    def call(self, x):
        left, right = tf.sigmoid(self.left(x)), tf.tanh(self.right(x))
        both = tf.concat([left, right], axis=-1)
        total = both + tf.nn.relu(self.more(both))
        return tf.nn.softmax(self.out(total))


my_model = Net()
my_model(tf.zeros((2, 8)))

# %% twice the residual in call
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
        total = both + 2 * tf.nn.relu(self.more(both))
        return tf.nn.softmax(self.out(total))


my_model = Net()
my_model(tf.zeros((2, 8)))

# %% one branch forgotten in call
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(3)
        self.right = tf.keras.layers.Dense(6)
        self.left = tf.keras.layers.Dense(4)
        self.more = tf.keras.layers.Dense(10)

    def call(self, x):
        both = tf.concat([tf.nn.relu(self.left(x)), tf.zeros_like(x)[:, :6]], axis=-1)
        total = both + tf.nn.relu(self.more(both))
        return tf.nn.softmax(self.out(total))


my_model = Net()
my_model(tf.zeros((2, 8)))

# %% the second branch gets the first
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.out = tf.keras.layers.Dense(3)
        self.right = tf.keras.layers.Dense(6)
        self.left = tf.keras.layers.Dense(4)
        self.more = tf.keras.layers.Dense(10)

    def call(self, x):
        left = tf.nn.relu(self.left(x))
        right = tf.tanh(self.right(left))
        both = tf.concat([left, right], axis=-1)
        total = both + tf.nn.relu(self.more(both))
        return tf.nn.softmax(self.out(total))


my_model = Net()
my_model(tf.zeros((2, 8)))

# %% a dropout in one branch
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dropout(0.1)(tf.keras.layers.Dense(6, activation='tanh')(inputs))
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the input beside the branches
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right, inputs])
more = tf.keras.layers.Dense(18, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% the residual added to the input
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(8, activation='relu')(both)
total = tf.keras.layers.Add()([inputs, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))

# %% no softmax
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu')(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3)(total))

# %% one long branch
my_model = tf.keras.Sequential([
    tf.keras.Input(shape=(8,)),
    tf.keras.layers.Dense(10, activation="relu"),
    tf.keras.layers.Dense(10, activation="relu"),
    tf.keras.layers.Dense(3, activation="softmax"),
])

# %% a frozen branch
inputs = tf.keras.Input(shape=(8,))
left = tf.keras.layers.Dense(4, activation='relu', trainable=False)(inputs)
right = tf.keras.layers.Dense(6, activation='tanh')(inputs)
both = tf.keras.layers.Concatenate()([left, right])
more = tf.keras.layers.Dense(10, activation='relu')(both)
total = tf.keras.layers.Add()([both, more])
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(3, activation='softmax')(total))
