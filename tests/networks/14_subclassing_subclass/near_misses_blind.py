"""Other networks than the one in reference.py, though nearly the same, each from `# %%` to the next one complete after
`import tensorflow as tf` and `import numpy as np`. They were written by somebody who had not read the check that they try.

Left out: a `call` that returns nothing, and a class that ignores `num_classes`: the one makes no model, the other is the
right network for ten classes.
"""

# %% two classes, as the default has it
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        return self.out(self.hidden_2(self.hidden_1(self.flatten(x))))

my_model_2 = Network()
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% the second layer is made but not called
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% the second layer's result is thrown away
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        self.hidden_2(x)
        x = self.out(x)
        return x

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% the last activation is missing
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes)

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% softmax is computed and the logits are returned
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes)
        self.softmax = tf.keras.layers.Softmax()

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        x = self.out(x)
        probabilities = self.softmax(x)
        return x

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% softmax in the layer and in call
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return tf.nn.softmax(self.out(x))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% the lesson's class with sigmoid
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='sigmoid')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% one activation in call, another in the layer
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.flatten(x)
        x = tf.tanh(self.hidden_1(x))
        x = self.hidden_2(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% sigmoid in place of relu in call
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128)
        self.hidden_2 = tf.keras.layers.Dense(64)
        self.out = tf.keras.layers.Dense(num_classes)

    def call(self, x):
        x = self.flatten(x)
        x = tf.nn.relu(self.hidden_1(x))
        x = tf.nn.sigmoid(self.hidden_2(x))
        return tf.nn.softmax(self.out(x))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% the output layer's probabilities by sigmoid
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes)

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return tf.sigmoid(self.out(x))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% softmax over the batch in call
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes)

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return tf.nn.softmax(self.out(x), axis=0)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% never flattened
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% the flattened picture is thrown away
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, input_tensor):
        x = self.flatten(input_tensor)
        x = self.hidden_1(input_tensor)
        x = self.hidden_2(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% the layers called in another order
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_2(x)
        x = self.hidden_1(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% the sizes swapped
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(64, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(128, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% the output layer is as wide as the pictures are high
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        return self.out(self.hidden_2(self.hidden_1(self.flatten(x))))

my_model_2 = Network(28)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% no biases
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu', use_bias=False)
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu', use_bias=False)
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax', use_bias=False)

    def call(self, x):
        return self.out(self.hidden_2(self.hidden_1(self.flatten(x))))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% three hidden layers
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.stack = [tf.keras.layers.Flatten()]
        self.stack += [tf.keras.layers.Dense(n, activation='relu') for n in (128, 64, 32)]
        self.stack += [tf.keras.layers.Dense(num_classes, activation='softmax')]

    def call(self, x):
        for layer in self.stack:
            x = layer(x)
        return x

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% a dropout in call
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.dropout = tf.keras.layers.Dropout(0.2)
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x, training=None):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        x = self.dropout(x, training=training)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% no ReLU between two linear layers
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.relu = tf.keras.layers.ReLU()
        self.hidden_1 = tf.keras.layers.Dense(128)
        self.hidden_2 = tf.keras.layers.Dense(64)
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        x = self.relu(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% pixels divided in call
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.flatten(x / 255)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% own layer without its bias
class MyDense(tf.keras.layers.Layer):
    def __init__(self, units, activation):
        super().__init__()
        self.units = units
        self.activation = activation

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer='glorot_uniform')
        self.b = self.add_weight(shape=(self.units,), initializer='zeros')

    def call(self, x):
        return self.activation(tf.matmul(x, self.w))

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

# %% the first hidden layer frozen
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_1.trainable = False
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        return self.out(self.hidden_2(self.hidden_1(self.flatten(x))))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))

# %% a shortcut round the hidden layers
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation='relu')
        self.hidden_2 = tf.keras.layers.Dense(64, activation='relu')
        self.out = tf.keras.layers.Dense(num_classes, activation='softmax')

    def call(self, x):
        x = self.hidden_1(self.flatten(x))
        return self.out(tf.concat([x, self.hidden_2(x)], axis=1))

my_model_2 = Network(10)
my_model_2(tf.zeros((1, 28, 28, 1)))
