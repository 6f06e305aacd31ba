# %% wiring: the two hidden layers stand in the other order, 64 before 128
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% wiring: the example's model under a new name
my_model_1 = model

# %% wiring: the new layers are added at the end of the example's model, whose layers stay in
my_model_1 = model
my_model_1.add(tf.keras.layers.Dense(128, activation="relu"))
my_model_1.add(tf.keras.layers.Dense(64, activation="relu"))
my_model_1.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% other: the pictures are not flattened
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% wiring: flattened after the first hidden layer and not before it
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.Input(shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Dense(128, activation="relu"))
my_model_1.add(tf.keras.layers.Flatten())
my_model_1.add(tf.keras.layers.Dense(64, activation="relu"))
my_model_1.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the activations of the second hidden layer and of the output are swapped
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="softmax"),
        tf.keras.layers.Dense(10, activation="relu"),
    ]
)

# %% other: no input is given, so the model is unbuilt and has no weights
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% wiring: what the last add returns is kept as the model, and that is None
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.Input(shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Flatten())
my_model_1.add(tf.keras.layers.Dense(128, activation="relu"))
my_model_1.add(tf.keras.layers.Dense(64, activation="relu"))
my_model_1 = my_model_1.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% other: the second hidden layer has no activation
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% wiring: the loop runs twice, but adds 128 neurons each time in place of its own number
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.Input(shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Flatten())

for units in [128, 64]:
    my_model_1.add(tf.keras.layers.Dense(128, activation="relu"))

my_model_1.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the second hidden layer gets the flattened pictures, so the first one is left out
pictures = tf.keras.Input(shape=(28, 28, 1))
flat = tf.keras.layers.Flatten()(pictures)
hidden_1 = tf.keras.layers.Dense(128, activation="relu")(flat)
hidden_2 = tf.keras.layers.Dense(64, activation="relu")(flat)
out = tf.keras.layers.Dense(10, activation="softmax")(hidden_2)

my_model_1 = tf.keras.Model(pictures, out)

# %% wiring: the output layer gets the first hidden layer's results and not the second one's
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
x1 = tf.keras.layers.Dense(128, activation="relu")(x)
x2 = tf.keras.layers.Dense(64, activation="relu")(x1)
outputs = tf.keras.layers.Dense(10, activation="softmax")(x1)

my_model_1 = tf.keras.Model(inputs=inputs, outputs=outputs)

# %% wiring: the model ends at the second hidden layer, as the output layer's result is not handed over
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
x = tf.keras.layers.Dense(128, activation="relu")(x)
x = tf.keras.layers.Dense(64, activation="relu")(x)
y = tf.keras.layers.Dense(10, activation="softmax")(x)

my_model_1 = tf.keras.Model(inputs, x)

# %% other: the hidden layers have the sigmoid of the example in place of ReLU
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="sigmoid"),
        tf.keras.layers.Dense(64, activation="sigmoid"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% other: the example's hidden layer of 256 neurons is kept as a third one
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% other: nine outputs, as the digits go up to 9
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(9, activation="softmax"),
    ]
)

# %% wiring: the layers of ReLU stand before the dense layers and not after them
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.ReLU(),
        tf.keras.layers.Dense(128),
        tf.keras.layers.ReLU(),
        tf.keras.layers.Dense(64),
        tf.keras.layers.Dense(10),
        tf.keras.layers.Softmax(),
    ]
)

# %% wiring: softmax as a layer stands before the output layer and not after it
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Softmax(),
        tf.keras.layers.Dense(10),
    ]
)

# %% other: the batch of 64 is counted in the shape of the input
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(64, 28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% wiring: the output layer stands inside of the loop, so there are two of them
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.Input(shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Flatten())

for units in (128, 64):
    my_model_1.add(tf.keras.layers.Dense(units, activation="relu"))
    my_model_1.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the list of layers is never made a model
my_model_1 = [
    tf.keras.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation="relu"),
    tf.keras.layers.Dense(64, activation="relu"),
    tf.keras.layers.Dense(10, activation="softmax"),
]

# %% wiring: the right model is made, and what its summary returns takes its name
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
my_model_1 = my_model_1.summary()

# %% other: the output layer has no softmax
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10),
    ]
)

# %% wiring: both hidden layers have the output layer's softmax by a copied line
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.Input(shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Flatten())
for neurons in [128, 64, 10]:
    my_model_1.add(tf.keras.layers.Dense(neurons, activation="softmax"))
