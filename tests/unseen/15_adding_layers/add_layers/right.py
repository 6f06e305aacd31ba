# %% every ReLU as a layer of its own, inside of the loop
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for n in layer_neurons:
    model.add(tf.keras.layers.Dense(n))
    model.add(tf.keras.layers.ReLU())

model.add(tf.keras.layers.Dense(10))
model.add(tf.keras.layers.Softmax())

# %% indices as in C, and functions as activations
model = tf.keras.models.Sequential()
model.add(tf.keras.layers.InputLayer(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

for i in range(0, len(layer_neurons), 1):
    model.add(tf.keras.layers.Dense(units=layer_neurons[i], activation=tf.nn.relu))

model.add(tf.keras.layers.Dense(units=10, activation=tf.nn.softmax))

# %% as in TF 2.0 times, with the shape of the input at the layer that flattens
model = tf.keras.Sequential()
model.add(tf.keras.layers.Flatten(input_shape = (28,28,1)))

for neurons in layer_neurons:
    model.add(tf.keras.layers.Dense(neurons, activation='relu'))

model.add(tf.keras.layers.Dense(10, activation='softmax'))

# %% layers with names that count
model = tf.keras.Sequential(name="digits")
model.add(tf.keras.Input(shape=(28, 28, 1), name="pictures"))
model.add(tf.keras.layers.Flatten(name="flat"))

for number, neurons in enumerate(layer_neurons, 1):
    model.add(tf.keras.layers.Dense(neurons, activation="relu", name="hidden_{}".format(number)))

model.add(tf.keras.layers.Dense(10, activation="softmax", name="out"))

# %% no loop but six lines
first, second, third, fourth, fifth, sixth = layer_neurons

model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())
model.add(tf.keras.layers.Dense(first, activation="relu"))
model.add(tf.keras.layers.Dense(second, activation="relu"))
model.add(tf.keras.layers.Dense(third, activation="relu"))
model.add(tf.keras.layers.Dense(fourth, activation="relu"))
model.add(tf.keras.layers.Dense(fifth, activation="relu"))
model.add(tf.keras.layers.Dense(sixth, activation="relu"))
model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% while and pop on a copy of the list
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

left = list(layer_neurons)
while left:
    model.add(tf.keras.layers.Dense(left.pop(0), activation="relu"))

model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% a function that builds a network for any list, tried on the example's widths first
def build(neurons_of_layers, classes=10):
    """A dense network for pictures of digits."""
    network = tf.keras.Sequential()
    network.add(tf.keras.Input(shape=(28, 28, 1)))
    network.add(tf.keras.layers.Flatten())
    for neurons in neurons_of_layers:
        network.add(tf.keras.layers.Dense(neurons, activation="relu"))
    network.add(tf.keras.layers.Dense(classes, activation="softmax"))
    return network


trial = build(widths)
print(len(trial.layers), "layers")

model = build(layer_neurons)

# %% a list comprehension that adds, and Reshape in place of Flatten
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Reshape((28 * 28,)))
[model.add(tf.keras.layers.Dense(n, activation="relu")) for n in layer_neurons]
model.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% built afterwards with the shape of a batch
from tensorflow.keras.layers import Dense, Flatten

model = tf.keras.Sequential()
model.add(Flatten())
for neurons in layer_neurons:
    model.add(Dense(neurons, "relu"))
model.add(Dense(10, "softmax"))
model.build(input_shape=(None, 28, 28, 1))

# %% widths and activations in pairs, one loop for all seven dense layers
model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())

activations = ["relu"] * len(layer_neurons) + ["softmax"]
for neurons, activation in zip(layer_neurons + [10], activations):
    model.add(tf.keras.layers.Dense(neurons, activation=activation))

# %% the layers are made first and added later, then the parameters are checked and it is compiled
layers = [tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()]
layers += [tf.keras.layers.Dense(neurons, activation="relu") for neurons in layer_neurons]
layers.append(tf.keras.layers.Dense(10, activation="softmax"))

model = tf.keras.Sequential()
for layer in layers:
    model.add(layer)

# on paper
print(model.layers[1].count_params() == 784 * 512 + 512)
print(model.layers[2].count_params() == 512 * 256 + 256)

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.summary()

# %% add under a short name, and a random picture sent through at the end
model = tf.keras.Sequential()
add = model.add

add(tf.keras.Input(shape=(28, 28, 1)))
add(tf.keras.layers.Flatten())
for neurons in layer_neurons:
    add(tf.keras.layers.Dense(neurons, activation="relu"))
add(tf.keras.layers.Dense(10, activation="softmax"))

answer = model(tf.random.uniform((1, 28, 28, 1)))
print(answer.shape, float(tf.reduce_sum(answer)))
