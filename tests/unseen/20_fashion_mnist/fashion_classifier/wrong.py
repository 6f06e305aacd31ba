# %% wiring: the training is cut into two calls of fit, and the second history is kept
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

my_model.fit(training_batches, epochs=3, verbose=2)
history = my_model.fit(training_batches, epochs=2, verbose=2)

# %% wiring: a loop calls fit once for each epoch
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

for epoch in range(EPOCHS):
    history = my_model.fit(training_batches, epochs=1, verbose=2)

# %% wiring: three epochs as a literal where at least five are asked
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=3, verbose=2)

# %% wiring: the numbers of neurons of the hidden layer and the last layer are swapped
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(10, activation="relu"),
        tf.keras.layers.Dense(hidden_neurons, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the raw training_set in batches, not the normalized training_batches
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_set.batch(64), epochs=EPOCHS, verbose=2)

# %% wiring: the labels are shuffled within each batch, their pictures are not
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

def mix(images, labels):
    return images, tf.random.shuffle(labels)


history = my_model.fit(training_batches.map(mix), epochs=EPOCHS, verbose=2)

# %% wiring: a new untrained network is called my_model after the training
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

my_model = tf.keras.models.clone_model(my_model)

# %% wiring: another network is trained and gives the history, my_model is not trained
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(256, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: only the lists of the history are kept, not what fit returns
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

training = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
history = training.history

# %% wiring: a new empty History is kept, the one that fit returns is thrown away
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
history = tf.keras.callbacks.History()

# %% wiring: trained on the digits of the lessons before, not on the clothes
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

digits = tfds.load("mnist", split="train", as_supervised=True)
digit_batches = digits.map(normalize).cache().shuffle(num_training_examples // 4).batch(64).prefetch(1)

history = my_model.fit(digit_batches, epochs=EPOCHS, verbose=2)

# %% wiring: only one batch is learned, in each epoch the same
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

images, labels = next(iter(training_batches))
history = my_model.fit(images, labels, epochs=EPOCHS, verbose=2)

# %% wiring: trained on the test split, not on training_batches
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

test_set = tfds.load("fashion_mnist", split="test", as_supervised=True)
test_batches = test_set.map(normalize).cache().batch(64)

history = my_model.fit(test_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the hidden layer is made, but the output is connected past it
inputs = tf.keras.Input(shape=(28, 28, 1))
flat = tf.keras.layers.Flatten()(inputs)
hidden = tf.keras.layers.Dense(hidden_neurons, activation="relu")(flat)
outputs = tf.keras.layers.Dense(10, activation="softmax")(flat)

my_model = tf.keras.Model(inputs, outputs)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the pictures of the small overview with the first ten classes are all it learns from
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

pictures = tf.stack([samples[number] for number in range(10)])[..., tf.newaxis]
pictures = tf.cast(pictures, tf.float32) / 255

history = my_model.fit(pictures, tf.range(10), epochs=EPOCHS, verbose=2)

# %% wiring: softmax in the hidden layer and ReLU in the last one
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="softmax"),
        tf.keras.layers.Dense(10, activation="relu"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: what evaluate returns is kept as history
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
history = my_model.evaluate(training_batches, verbose=0)

# %% other: the hidden layer has no activation
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the hidden layer is missing
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the last layer has no softmax, the loss is told so
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10),
    ]
)

my_model.compile(
    optimizer="adam",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: a sigmoid in the last layer where softmax is asked
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="sigmoid"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the mean squared error between class number and probabilities, labels as a column
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="mean_squared_error", metrics=["accuracy"])

columns = training_batches.map(lambda images, labels: (images, labels[:, tf.newaxis]))
history = my_model.fit(columns, epochs=EPOCHS, verbose=2)

# %% other: no metric is given, so the history has no accuracy
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the hidden layer is so wide that there are more than two million parameters
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(3000, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the learning rate is so small that nothing is learned
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(
    optimizer=tf.keras.optimizers.SGD(learning_rate=1e-6),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the hidden layer is a layer class of one's own, not one of Keras
class MyDense(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, inputs):
        return tf.nn.relu(inputs @ self.w + self.b)


my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        MyDense(hidden_neurons),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
