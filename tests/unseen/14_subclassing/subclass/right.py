# %% a list of hidden layers and a loop over it
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden = [tf.keras.layers.Dense(units, activation="relu") for units in (128, 64)]
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        for layer in self.hidden:
            x = layer(x)
        return self.out(x)


my_model_2 = Network(num_classes=10)
_ = my_model_2(zeros)

# %% super as in Python 2, and a name for the model
class Network(tf.keras.Model):
    def __init__(self, num_classes=2, **kwargs):
        super(Network, self).__init__(**kwargs)
        self.num_classes = num_classes
        self.flat = tf.keras.layers.Flatten()
        self.fc1 = tf.keras.layers.Dense(128, activation="relu")
        self.fc2 = tf.keras.layers.Dense(64, activation="relu")
        self.fc3 = tf.keras.layers.Dense(self.num_classes, activation="softmax")

    def call(self, inputs, training=None):
        return self.fc3(self.fc2(self.fc1(self.flat(inputs))))


my_model_2 = Network(10, name="my_model_2")
my_model_2(zeros)

# %% activations as functions in call
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128)
        self.hidden_2 = tf.keras.layers.Dense(64)
        self.scores = tf.keras.layers.Dense(num_classes)

    def call(self, x):
        x = self.flatten(x)
        x = tf.nn.relu(self.hidden_1(x))
        x = tf.nn.relu(self.hidden_2(x))
        return tf.nn.softmax(self.scores(x))


my_model_2 = Network(10)
my_model_2(zeros)

# %% tf.reshape in place of a layer that flattens
class Network(tf.keras.Model):
    """Two hidden layers for pictures of 28 by 28 pixels."""

    def __init__(self, num_classes: int = 2):
        super().__init__()
        self.first = tf.keras.layers.Dense(128, activation=tf.nn.relu)
        self.second = tf.keras.layers.Dense(64, activation=tf.nn.relu)
        self.last = tf.keras.layers.Dense(num_classes, activation=tf.nn.softmax)

    def call(self, pictures):
        # 28 * 28 * 1 = 784
        rows = tf.reshape(pictures, [-1, 784])
        a = self.first(rows)
        b = self.second(a)
        return self.last(b)


my_model_2 = Network(10)
my_model_2(zeros)

# %% activations as layers of their own
from tensorflow.keras import layers


class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = layers.Flatten()
        self.dense_1 = layers.Dense(128)
        self.relu_1 = layers.ReLU()
        self.dense_2 = layers.Dense(64)
        self.relu_2 = layers.ReLU()
        self.dense_3 = layers.Dense(num_classes)
        self.softmax = layers.Softmax()

    def call(self, x):
        x = self.relu_1(self.dense_1(self.flatten(x)))
        x = self.relu_2(self.dense_2(x))
        return self.softmax(self.dense_3(x))


my_model_2 = Network(10)
answers = my_model_2(zeros)
print(answers.shape, answers.numpy().sum())

# %% the functional way inside of the class
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        inputs = tf.keras.Input(shape=(28, 28, 1))
        x = tf.keras.layers.Flatten()(inputs)
        x = tf.keras.layers.Dense(128, activation="relu")(x)
        x = tf.keras.layers.Dense(64, activation="relu")(x)
        outputs = tf.keras.layers.Dense(num_classes, activation="softmax")(x)
        super().__init__(inputs=inputs, outputs=outputs)


my_model_2 = Network(10)
my_model_2(zeros)

# %% hidden layers appended in a loop, call made of an empty start
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.steps = []
        self.steps.append(tf.keras.layers.Flatten())
        for neurons in [128, 64]:
            self.steps.append(tf.keras.layers.Dense(neurons, activation="relu"))
        self.steps.append(tf.keras.layers.Dense(num_classes, activation="softmax"))

    def call(self, x):
        for step in self.steps:
            x = step(x)
        return x


my_model_2 = Network(10)
my_model_2(zeros)

# %% with other objects tried out first, and my_model_2 asked more than once
class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        return self.out(x)


# two classes unless said
two = Network()
print(two(zeros).numpy())
print(Network(5)(tf.zeros((3, 28, 28, 1))).shape)

my_model_2 = Network(10)
first = my_model_2(zeros)
second = my_model_2(zeros)
print(tf.reduce_all(first == second).numpy())
print("parameters: {:,}".format(my_model_2.count_params()))

# %% a method more, which makes the hidden layers, and names for the layers
NUM_DIGITS = 10


class Network(tf.keras.Model):
    def __init__(self, num_classes=2):
        super().__init__(name="network")
        self.flatten = tf.keras.layers.Flatten(name="pixels")
        self.hidden_1 = self.make_hidden(128, "first")
        self.hidden_2 = self.make_hidden(64, "second")
        self.out = tf.keras.layers.Dense(units=num_classes, activation="softmax", name="classes")

    @staticmethod
    def make_hidden(neurons, name):
        return tf.keras.layers.Dense(units=neurons, activation="relu", name=name)

    def call(self, x):
        for layer in (self.flatten, self.hidden_1, self.hidden_2, self.out):
            x = layer(x)
        return x


my_model_2 = Network(NUM_DIGITS)
my_model_2(zeros);

# %% the model compiled and its configuration kept, which nobody asked for
class Network(tf.keras.models.Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.num_classes = num_classes
        self.flatten = tf.keras.layers.Reshape((784,))
        self.hidden_1 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden_2 = tf.keras.layers.Dense(64, activation="relu")
        self.out = tf.keras.layers.Dense(num_classes, activation="softmax")

    def call(self, x, training=False):
        x = self.flatten(x)
        x = self.hidden_1(x)
        x = self.hidden_2(x)
        probabilities = self.out(x)
        return probabilities

    def get_config(self):
        return {"num_classes": self.num_classes}


my_model_2 = Network(num_classes=10)
my_model_2(zeros)
my_model_2.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

# %% imported names, a dictionary for the numbers of neurons
from tensorflow.keras import Model
from tensorflow.keras.layers import Dense, Flatten

NEURONS = {"h1": 128, "h2": 64}


class Network(Model):
    def __init__(self, num_classes=2):
        super().__init__()
        self.flatten = Flatten()
        self.h1 = Dense(NEURONS["h1"], "relu")
        self.h2 = Dense(NEURONS["h2"], "relu")
        self.out = Dense(num_classes, "softmax")

    def call(self, x):
        h = self.h2(self.h1(self.flatten(x)))
        return self.out(h)


my_model_2 = Network(10)
answers_2 = my_model_2(zeros)
