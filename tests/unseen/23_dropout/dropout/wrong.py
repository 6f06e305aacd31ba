# %% wiring: each dropout stands in front of its hidden layer instead of behind it
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% wiring: a fourth dropout stands behind the output layer
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
my_model.add(tf.keras.layers.Dropout(0.2))

# %% wiring: the dropout behind the third hidden layer is left out
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% wiring: the hidden layers come in the reverse order
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for neurons in (64, 128, 256):
    my_model.add(tf.keras.layers.Dense(neurons, activation="relu"))
    my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: what the dropout layers return is not kept, so the next layer goes round them
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
x = tf.keras.layers.Dense(256, activation="relu")(x)
tf.keras.layers.Dropout(0.2)(x)
x = tf.keras.layers.Dense(128, activation="relu")(x)
tf.keras.layers.Dropout(0.2)(x)
x = tf.keras.layers.Dense(64, activation="relu")(x)
tf.keras.layers.Dropout(0.2)(x)
outputs = tf.keras.layers.Dense(10, activation="softmax")(x)
my_model = tf.keras.Model(inputs, outputs)

# %% wiring: the third hidden layer is fed from the second one itself and not from its dropout
inputs = tf.keras.Input(shape=(28, 28, 1))
flat = tf.keras.layers.Flatten()(inputs)
hidden1 = tf.keras.layers.Dense(256, activation="relu")(flat)
dropped1 = tf.keras.layers.Dropout(0.2)(hidden1)
hidden2 = tf.keras.layers.Dense(128, activation="relu")(dropped1)
dropped2 = tf.keras.layers.Dropout(0.2)(hidden2)
hidden3 = tf.keras.layers.Dense(64, activation="relu")(hidden2)
dropped3 = tf.keras.layers.Dropout(0.2)(hidden3)
outputs = tf.keras.layers.Dense(10, activation="softmax")(dropped3)
my_model = tf.keras.Model(inputs=inputs, outputs=outputs)

# %% wiring: all three dropout layers stand together behind the last hidden layer
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% wiring: the line with the dropout is not indented and stands behind the loop
my_model = tf.keras.Sequential()
my_model.add(tf.keras.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())
for neurons in (256, 128, 64):
    my_model.add(tf.keras.layers.Dense(neurons, activation="relu"))
my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the output layer stands inside the loop and so is there three times
my_model = tf.keras.Sequential()
my_model.add(tf.keras.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())
for neurons in (256, 128, 64):
    my_model.add(tf.keras.layers.Dense(neurons, activation="relu"))
    my_model.add(tf.keras.layers.Dropout(0.2))
    my_model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: my_model is the network without dropout that was made for comparison
def build(with_dropout):
    network = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
    for neurons in (256, 128, 64):
        network.add(tf.keras.layers.Dense(neurons, activation="relu"))
        if with_dropout:
            network.add(tf.keras.layers.Dropout(0.2))
    network.add(tf.keras.layers.Dense(10, activation="softmax"))
    return network


dropout_model = build(True)
my_model = build(False)
print(dropout_model.count_params(), my_model.count_params())

# %% wiring: my_model is bound to a list of layers that is never made a model
my_model = [
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(256, activation="relu"),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(128, activation="relu"),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(64, activation="relu"),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10, activation="softmax"),
]

# %% wiring: the model ends at the last dropout, and the output layer that was made is not used
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
x = tf.keras.layers.Dense(256, activation="relu")(x)
x = tf.keras.layers.Dropout(0.2)(x)
x = tf.keras.layers.Dense(128, activation="relu")(x)
x = tf.keras.layers.Dropout(0.2)(x)
x = tf.keras.layers.Dense(64, activation="relu")(x)
x = tf.keras.layers.Dropout(0.2)(x)
outputs = tf.keras.layers.Dense(10, activation="softmax")(x)
my_model = tf.keras.Model(inputs, x)

# %% wiring: the subclass makes a dropout layer but does not call it
class Network(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden1 = tf.keras.layers.Dense(256, activation="relu")
        self.hidden2 = tf.keras.layers.Dense(128, activation="relu")
        self.hidden3 = tf.keras.layers.Dense(64, activation="relu")
        self.dropout = tf.keras.layers.Dropout(0.2)
        self.answer = tf.keras.layers.Dense(10, activation="softmax")

    def call(self, images, training=False):
        x = self.flatten(images)
        x = self.hidden1(x)
        x = self.hidden2(x)
        x = self.hidden3(x)
        return self.answer(x)


my_model = Network()
my_model(tf.zeros((1, 28, 28, 1)))

# %% wiring: a layer of the same family adds noise around each number instead of switching neurons off
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.GaussianDropout(0.2),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.GaussianDropout(0.2),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.GaussianDropout(0.2),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% other: the rate is taken for the share of neurons that is kept
keep = 0.8
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.Dropout(keep),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dropout(keep),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dropout(keep),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% other: the hidden layers have no activation
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for neurons in (256, 128, 64):
    my_model.add(tf.keras.layers.Dense(neurons))
    my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% other: a sigmoid where softmax is asked
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for neurons in (256, 128, 64):
    my_model.add(tf.keras.layers.Dense(neurons, activation="relu"))
    my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(10, activation="sigmoid"))

# %% other: the pictures are not flattened, so the layers work along the channel only
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dropout(0.2),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% other: the rate grows from layer to layer instead of being 0.2 everywhere
my_model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for number, neurons in enumerate((256, 128, 64), 1):
    my_model.add(tf.keras.layers.Dense(neurons, activation="relu"))
    my_model.add(tf.keras.layers.Dropout(0.2 * number))
my_model.add(tf.keras.layers.Dense(10, activation="softmax"))
