# %% layers are added one by one
my_model = tf.keras.Sequential()
my_model.add(tf.keras.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())
my_model.add(tf.keras.layers.Dense(256, activation="relu"))
my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(128, activation="relu"))
my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(64, activation="relu"))
my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% a functional model with a name for each step
inputs = tf.keras.Input(shape=(28, 28, 1))
flat = tf.keras.layers.Flatten()(inputs)
hidden1 = tf.keras.layers.Dense(256, activation="relu")(flat)
dropped1 = tf.keras.layers.Dropout(0.2)(hidden1)
hidden2 = tf.keras.layers.Dense(128, activation="relu")(dropped1)
dropped2 = tf.keras.layers.Dropout(0.2)(hidden2)
hidden3 = tf.keras.layers.Dense(64, activation="relu")(dropped2)
dropped3 = tf.keras.layers.Dropout(0.2)(hidden3)
outputs = tf.keras.layers.Dense(10, activation="softmax")(dropped3)
my_model = tf.keras.Model(inputs=inputs, outputs=outputs)

# %% a subclassed model that passes training on, built by a first call
class Network(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden1 = tf.keras.layers.Dense(256, activation="relu")
        self.dropout1 = tf.keras.layers.Dropout(0.2)
        self.hidden2 = tf.keras.layers.Dense(128, activation="relu")
        self.dropout2 = tf.keras.layers.Dropout(0.2)
        self.hidden3 = tf.keras.layers.Dense(64, activation="relu")
        self.dropout3 = tf.keras.layers.Dropout(0.2)
        self.answer = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, images, training=False):
        x = self.flatten(images)
        x = self.dropout1(self.hidden1(x), training=training)
        x = self.dropout2(self.hidden2(x), training=training)
        x = self.dropout3(self.hidden3(x), training=training)
        return self.answer(x)


my_model = Network()
my_model(tf.zeros((1, 28, 28, 1)))

# %% the hidden layers are made in a loop
RATE = 0.2
NEURONS = [256, 128, 64]

layers = [tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()]
for neurons in NEURONS:
    layers += [tf.keras.layers.Dense(neurons, activation="relu"), tf.keras.layers.Dropout(RATE)]
layers.append(tf.keras.layers.Dense(10, activation="softmax"))

my_model = tf.keras.Sequential(layers)
print(len(my_model.layers), "layers")

# %% the activations are layers of their own
my_model = tf.keras.models.Sequential(
    [
        tf.keras.layers.InputLayer(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(256),
        tf.keras.layers.ReLU(),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(128),
        tf.keras.layers.ReLU(),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(64),
        tf.keras.layers.ReLU(),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(10),
        tf.keras.layers.Softmax(),
    ]
)

# %% a function makes small networks of a dense layer and its dropout, and these are put together
def block(neurons, rate=0.2):
    return tf.keras.Sequential([tf.keras.layers.Dense(neurons, activation="relu"), tf.keras.layers.Dropout(rate)])


my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        block(256),
        block(128),
        block(64),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% the shape of the input is told to the first layer as in older tutorials
from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense, Dropout, Flatten

my_model = Sequential([
    Flatten(input_shape=(28, 28, 1)),
    Dense(256, activation=tf.nn.relu),
    Dropout(0.2),
    Dense(128, activation=tf.nn.relu),
    Dropout(0.2),
    Dense(64, activation=tf.nn.relu),
    Dropout(0.2),
    Dense(10, activation=tf.nn.softmax)
])

# %% a reshape to 784 numbers flattens the picture
my_model = tf.keras.Sequential(
    [
        tf.keras.Input((28, 28, 1), name="picture"),
        tf.keras.layers.Reshape((28 * 28,)),
        tf.keras.layers.Dense(256, "relu", name="hidden_1"),
        tf.keras.layers.Dropout(rate=0.2, name="dropout_1"),
        tf.keras.layers.Dense(128, "relu", name="hidden_2"),
        tf.keras.layers.Dropout(rate=0.2, name="dropout_2"),
        tf.keras.layers.Dense(64, "relu", name="hidden_3"),
        tf.keras.layers.Dropout(rate=0.2, name="dropout_3"),
        tf.keras.layers.Dense(10, "softmax", name="answer"),
    ],
    name="digits",
)

# %% the one dropout layer, which has no weights, is used three times in a functional model
inputs = x = tf.keras.Input(shape=(28, 28, 1))
drop = tf.keras.layers.Dropout(0.2)
x = tf.keras.layers.Flatten()(x)
x = drop(tf.keras.layers.Dense(256, activation="relu")(x))
x = drop(tf.keras.layers.Dense(128, activation="relu")(x))
x = drop(tf.keras.layers.Dense(64, activation="relu")(x))
my_model = tf.keras.Model(inputs, tf.keras.layers.Dense(10, activation="softmax")(x))

# %% compiled as well, and compared with a network that has no dropout
def build(rate=None):
    network = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
    for exponent in (8, 7, 6):
        network.add(tf.keras.layers.Dense(2**exponent, activation="relu"))
        if rate is not None:
            network.add(tf.keras.layers.Dropout(rate))
    network.add(tf.keras.layers.Dense(10, activation="softmax"))
    return network


plain = build()
my_model = build(0.2)
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
print("parameters:", plain.count_params(), my_model.count_params())

# %% a layer of one's own joins a dense layer and its dropout
class Hidden(tf.keras.layers.Layer):
    def __init__(self, neurons, rate, **kwargs):
        super().__init__(**kwargs)
        self.dense = tf.keras.layers.Dense(neurons, activation="relu")
        self.dropout = tf.keras.layers.Dropout(rate)

    def call(self, inputs, training=False):
        return self.dropout(self.dense(inputs), training=training)


my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        Hidden(256, 0.2),
        Hidden(128, 0.2),
        Hidden(64, 0.2),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
