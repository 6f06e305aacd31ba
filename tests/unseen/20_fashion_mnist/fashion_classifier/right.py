# %% a small convolution and a dense layer
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Conv2D(8, 3, strides=2, activation="relu"),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% two hidden layers with dropout between them
my_model = tf.keras.Sequential()
my_model.add(tf.keras.Input((28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())
my_model.add(tf.keras.layers.Dense(128, activation="relu"))
my_model.add(tf.keras.layers.Dropout(0.2))
my_model.add(tf.keras.layers.Dense(64, activation="relu"))
my_model.add(tf.keras.layers.Dense(10, activation="softmax"))

my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% a functional model, trained with RMSprop for six epochs
inputs = tf.keras.Input(shape=(28, 28, 1))
x = tf.keras.layers.Flatten()(inputs)
x = tf.keras.layers.Dense(100, activation="elu")(x)
outputs = tf.keras.layers.Dense(len(class_names), activation="softmax")(x)

my_model = tf.keras.Model(inputs, outputs, name="fashion")
my_model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = my_model.fit(training_batches, epochs=6, verbose=2)

# %% SGD with momentum, tanh, and objects for loss and metric
my_model = tf.keras.Sequential([
    tf.keras.layers.Input(shape=(28, 28, 1)),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(hidden_neurons, activation="tanh"),
    tf.keras.layers.Dense(10, activation="softmax"),
])

my_model.compile(
    optimizer=tf.keras.optimizers.SGD(learning_rate=0.05, momentum=0.9),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),
    metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
)

history = my_model.fit(training_batches, epochs=EPOCHS)

# %% the style of TF 2.0, with input_shape and tf.nn functions
my_model = tf.keras.models.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Dense(256, activation=tf.nn.relu),
    tf.keras.layers.Dense(128, activation=tf.nn.relu),
    tf.keras.layers.Dense(10, activation=tf.nn.softmax)
])

my_model.compile(optimizer='adam',
                 loss='sparse_categorical_crossentropy',
                 metrics=['accuracy'])

history = my_model.fit(training_batches, epochs=EPOCHS)

# %% the activations as layers of their own, one of them leaky
from tensorflow.keras import layers

my_model = tf.keras.Sequential(
    [
        layers.Input(shape=(28, 28, 1)),
        layers.Flatten(),
        layers.Dense(hidden_neurons),
        layers.LeakyReLU(),
        layers.Dense(10),
        layers.Softmax(),
    ]
)
my_model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% batch normalization between the weights and the ReLU
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, use_bias=False),
        tf.keras.layers.BatchNormalization(),
        tf.keras.layers.Activation("relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% validated on the test split beside the training
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(hidden_neurons, activation="gelu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
my_model.compile(optimizer="nadam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

test_batches = tfds.load("fashion_mnist", split="test", as_supervised=True).map(normalize).batch(256)
history = my_model.fit(training_batches, epochs=EPOCHS, validation_data=test_batches, verbose=2)
print("unseen pictures:", history.history["val_accuracy"])

# %% three designs tried for a moment, the chosen one built anew and trained
def build(*widths):
    hidden = [tf.keras.layers.Dense(width, activation="relu") for width in widths]
    network = tf.keras.Sequential(
        [tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()]
        + hidden
        + [tf.keras.layers.Dense(10, activation="softmax")]
    )
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return network


for widths in [(32,), (128,), (128, 64)]:
    attempt = build(*widths)
    result = attempt.fit(training_batches.take(100), epochs=1, verbose=0)
    print(widths, result.history["accuracy"])

my_model = build(128, 64)
my_model.summary()
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% pooled pictures first, and a callback that lowers the learning rate when it stalls
my_model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.MaxPooling2D(2),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(200, activation="relu", kernel_initializer="he_normal"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
slower = tf.keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=1)

EPOCHS = 7
history = my_model.fit(training_batches, epochs=EPOCHS, callbacks=[slower], verbose=2)

# %% a pyramid of layers made by a loop, with weight decay and a look at some answers
my_model = tf.keras.Sequential(name="pyramid")
my_model.add(tf.keras.layers.InputLayer(shape=(28, 28, 1)))
my_model.add(tf.keras.layers.Flatten())
size = 256
while size >= 32:
    my_model.add(tf.keras.layers.Dense(size, activation="relu"))
    size //= 2
my_model.add(tf.keras.layers.Dense(10, activation="softmax"))

my_model.compile(
    loss=tf.keras.losses.sparse_categorical_crossentropy,
    optimizer=tf.keras.optimizers.AdamW(learning_rate=1e-3),
    metrics=["accuracy"],
)
history = my_model.fit(training_batches, epochs=EPOCHS, verbose=2)

for images, labels in training_batches.take(1):
    answers = my_model.predict(images, verbose=0).argmax(axis=1)
    for answer, label in list(zip(answers, labels.numpy()))[:5]:
        print(class_names[answer], "/", class_names[label])
