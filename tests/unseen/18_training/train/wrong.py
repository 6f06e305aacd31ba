# %% wiring: fit is called a second time on the trained model, and the second history is kept
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the dictionary inside of the history is kept, not what fit returns
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2).history

# %% wiring: epochs is left out of the call, so it is trained for one epoch only
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, verbose=2)

# %% wiring: the example's history is kept in place of the one of my_model
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
history = small_history

# %% wiring: a loop calls fit for one epoch at a time, and only the last of the histories is kept
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

for epoch in range(EPOCHS):
    history = my_model.fit(training_batches, epochs=1, verbose=2)

# %% wiring: the hidden layers stand in the opposite order, the smallest first
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: a literal 3 in place of EPOCHS
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=3, verbose=2)

# %% wiring: trained on the first hundred batches instead of on all of them
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches.take(100), epochs=EPOCHS, verbose=2)

# %% wiring: the raw training_set is batched again, so the pixels are not normalized
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_set.batch(batch_size), epochs=EPOCHS, verbose=2)

# %% wiring: the labels of each batch are shuffled apart from their pictures
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

mixed_batches = training_batches.map(lambda images, labels: (images, tf.random.shuffle(labels)))
history = my_model.fit(mixed_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the cell builds a new network after the training, so my_model knows nothing
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# start again from a new model before handing in
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

# %% wiring: a clone is trained and its history kept, my_model keeps its random weights
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

network = tf.keras.models.clone_model(my_model)
network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = network.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the batches are normalized a second time before the training
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches.map(normalize), epochs=EPOCHS, verbose=2)

# %% wiring: trained on one single batch over and over
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

for image_batch, label_batch in training_batches.take(1):
    history = my_model.fit(image_batch, label_batch, epochs=EPOCHS, verbose=2)

# %% wiring: what evaluate returns is kept as history, not what fit returns
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
history = my_model.evaluate(training_batches, verbose=0)

# %% wiring: trained on the test split, not on training_batches
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

test_set = tfds.load("mnist", split="test", as_supervised=True)
test_batches = test_set.batch(batch_size).map(normalize)

history = my_model.fit(test_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the third hidden layer is made, but the output is connected to the second
inputs = tf.keras.Input(shape=(28, 28, 1))
flat = tf.keras.layers.Flatten()(inputs)
first = tf.keras.layers.Dense(128, activation="relu")(flat)
second = tf.keras.layers.Dense(64, activation="relu")(first)
third = tf.keras.layers.Dense(32, activation="relu")(second)
outputs = tf.keras.layers.Dense(10, activation="softmax")(second)

my_model = tf.keras.Model(inputs, outputs)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the softmax stands in a hidden layer and the ReLU at the end
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="softmax"),
        tf.keras.layers.Dense(10, activation="relu"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the output layer has a sigmoid where softmax is asked
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="sigmoid"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the third hidden layer has no activation
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the optimizer is plain gradient descent instead of Adam
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: compiled without the metric, the history has no accuracy
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the loss without sparse, and the labels made rows of zeros and ones to fit it
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

rows = training_batches.map(lambda images, labels: (images, tf.one_hot(labels, 10)))
history = my_model.fit(rows, epochs=EPOCHS, verbose=2)

# %% other: tanh in the hidden layers instead of ReLU
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="tanh"),
        tf.keras.layers.Dense(64, activation="tanh"),
        tf.keras.layers.Dense(32, activation="tanh"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
