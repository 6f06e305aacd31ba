# %% a functional model
inputs = tf.keras.Input(shape=(28, 28, 1), name="pictures")
x = tf.keras.layers.Flatten()(inputs)
x = tf.keras.layers.Dense(128, activation="relu")(x)
x = tf.keras.layers.Dense(64, activation="relu")(x)
x = tf.keras.layers.Dense(32, activation="relu")(x)
outputs = tf.keras.layers.Dense(10, activation="softmax", name="digits")(x)
my_model = tf.keras.Model(inputs=inputs, outputs=outputs)

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = my_model.fit(training_batches, epochs=EPOCHS)

# %% layers added in a loop over their sizes
my_model = tf.keras.Sequential()
my_model.add(tf.keras.Input(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())

for neurons in [128, 64, 32]:
    my_model.add(tf.keras.layers.Dense(neurons, activation='relu'))

my_model.add(tf.keras.layers.Dense(10, activation='softmax'))

my_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% objects in place of texts for optimizer, loss and metric
my_model = tf.keras.Sequential([
    tf.keras.layers.Input((28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, "relu"),
    tf.keras.layers.Dense(64, "relu"),
    tf.keras.layers.Dense(32, "relu"),
    tf.keras.layers.Dense(10, "softmax"),
])
my_model.compile(
    optimizer=tf.keras.optimizers.Adam(),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),
    metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
)
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=0)

# %% the style of TF 2.0, with input_shape and tf.nn functions
my_model = tf.keras.models.Sequential([
        tf.keras.layers.Flatten(input_shape = (28,28,1)),
        tf.keras.layers.Dense(128, activation = tf.nn.relu),
        tf.keras.layers.Dense(64, activation = tf.nn.relu),
        tf.keras.layers.Dense(32, activation = tf.nn.relu),
        tf.keras.layers.Dense(10, activation = tf.nn.softmax)
])

my_model.compile(optimizer='adam',
                 loss='sparse_categorical_crossentropy',
                 metrics=['accuracy'])

EPOCHS = 5

history = my_model.fit(training_batches, epochs=EPOCHS)

# %% the activations as layers of their own
from tensorflow.keras import layers

my_model = tf.keras.Sequential(
    [
        layers.Input(shape=(28, 28, 1)),
        layers.Flatten(),
        layers.Dense(128),
        layers.ReLU(),
        layers.Dense(64),
        layers.ReLU(),
        layers.Dense(32),
        layers.Activation("relu"),
        layers.Dense(10),
        layers.Softmax(),
    ]
)
my_model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% a function that builds and compiles, measured before the training
def build_and_compile(sizes=(128, 64, 32), classes=10):
    """A fully connected network for the digits."""
    hidden = [tf.keras.layers.Dense(size, activation="relu") for size in sizes]
    network = tf.keras.Sequential(
        [
            tf.keras.Input(shape=(28, 28, 1)),
            tf.keras.layers.Flatten(),
            *hidden,
            tf.keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return network


my_model = build_and_compile()
my_model.summary()
print("before:", my_model.evaluate(training_batches.take(5), verbose=0))

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)
print("after: ", my_model.evaluate(training_batches.take(5), verbose=0))

# %% the test pictures for validation beside the training
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

test_batches = tfds.load("mnist", split="test", as_supervised=True).batch(batch_size).map(normalize)
history = my_model.fit(training_batches, epochs=EPOCHS, validation_data=test_batches, verbose=2)
print(history.history.keys())

# %% a scratch model for one short try, then a new model for the real training
def build():
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(28, 28, 1)),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation="relu"),
            tf.keras.layers.Dense(64, activation="relu"),
            tf.keras.layers.Dense(32, activation="relu"),
            tf.keras.layers.Dense(10, activation="softmax"),
        ]
    )


settings = {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}

scratch = build()
scratch.compile(**settings)
scratch.fit(training_batches.take(50), epochs=1, verbose=0)

my_model = build()
my_model.compile(**settings)
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% the history read from the model after fit, where Keras keeps it too
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
history = my_model.history

# %% Reshape flattens the pictures, the number of epochs given by position
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Reshape((784,)),
        tf.keras.layers.Dense(units=128, activation="relu"),
        tf.keras.layers.Dense(units=64, activation="relu"),
        tf.keras.layers.Dense(units=32, activation="relu"),
        tf.keras.layers.Dense(units=10, activation="softmax"),
    ],
    name="digits",
)
my_model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, None, None, EPOCHS)

# %% a callback prints a line after each epoch, and the loss is drawn
import matplotlib.pyplot as plt

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

report = tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch + 1, logs))
history = my_model.fit(training_batches, epochs=EPOCHS, callbacks=[report], verbose=0)

plt.plot(history.history["loss"])
plt.show()

# %% functions of the layers kept in a list and chained
pipeline = [tf.keras.layers.Flatten()]
pipeline += [tf.keras.layers.Dense(2**power, activation=tf.keras.activations.relu) for power in (7, 6, 5)]
pipeline += [tf.keras.layers.Dense(10, activation=tf.keras.activations.softmax)]

pictures = tf.keras.Input(shape=(28, 28, 1))
signal = pictures
for layer in pipeline:
    signal = layer(signal)

my_model = tf.keras.Model(pictures, signal)
my_model.compile(optimizer="Adam", loss=tf.keras.losses.sparse_categorical_crossentropy, metrics=["accuracy"])

history = my_model.fit(x=training_batches, epochs=EPOCHS, verbose=2)
