# %% wiring: the output layer is added inside of the loop, after each hidden layer
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))
    model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: each hidden layer gets the list's first number in place of its own
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(layer_neurons[0], activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the loop runs over the example's widths and not over layer_neurons
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for width in widths:
    model.add(tf.keras.layers.Dense(width, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the hidden layers are added in reverse order
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in reversed(layer_neurons):
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the hidden layers are added to the example's model, and model itself stays without them
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    small_model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the model goes on from the example's one in place of an empty one
model = small_model

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: what the last add returns is kept as the model, and that is None
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model = model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the empty model is made inside of the loop, so only the last hidden layer is left
for neurons in layer_neurons:
    model = tf.keras.Sequential()
    model.add(tf.keras.Input(shape=(28, 28, 1)))
    model.add(tf.keras.layers.Flatten())
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: add stands below the loop, so only the last layer that was made is added
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    layer = tf.keras.layers.Dense(neurons, activation="relu")
model.add(layer)

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the indices begin at 1, so the first number is left out
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for i in range(1, len(layer_neurons)):
    model.add(tf.keras.layers.Dense(layer_neurons[i], activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% other: the hidden layers have the tanh of the example in place of ReLU
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="tanh"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% other: the pictures are not flattened
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: flattened after the hidden layers and not before them
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Flatten())
model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% other: the output layer has no softmax
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(10))

# %% other: no input is given, so the model is unbuilt and has no weights
model = tf.keras.Sequential()
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the loop stands there twice, so there are two layers for each number
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the ReLU stands outside of the loop, so only the last hidden layer has one
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons))
model.add(tf.keras.layers.ReLU())

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the output's 10 takes the place of the list's last number, so one hidden layer is missing
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons[:-1]:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the output layer is added to the example's model, so model ends at 14 neurons
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

small_model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the place in the list is used as the number of neurons
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for i, neurons in enumerate(layer_neurons, start=1):
    model.add(tf.keras.layers.Dense(i, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% wiring: the 10 is put at the end of the list, so the output layer gets a ReLU from the loop
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons + [10]:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

# %% other: the input of the example, four numbers, in place of pictures
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(4,)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% other: one output as in the example, where ten are asked
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

model.add(tf.keras.layers.Dense(1, activation="softmax"))

# %% wiring: the output layer is added before the hidden ones
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())
model.add(tf.keras.layers.Dense(10, activation="softmax"))

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation="relu"))

# %% wiring: the right model has another name, and model is one with nothing added
my_model = tf.keras.Sequential()
my_model.add(tf.keras.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())

for neurons in layer_neurons:
    my_model.add(tf.keras.layers.Dense(neurons, activation="relu"))

my_model.add(tf.keras.layers.Dense(10, activation="softmax"))

model = tf.keras.Sequential()

# %% wiring: one single layer object is made before the loop and added again and again
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

hidden = tf.keras.layers.Dense(layer_neurons[0], activation="relu")
for neurons in layer_neurons:
    model.add(hidden)

model.add(tf.keras.layers.Dense(10, activation="softmax"))
