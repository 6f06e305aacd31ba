# %% an empty model and a loop with add
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.Input(shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Flatten())

for neurons in [128, 64]:
    my_model_1.add(tf.keras.layers.Dense(neurons, activation="relu"))

my_model_1.add(tf.keras.layers.Dense(10, activation="softmax"))

# %% every activation as a layer of its own
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128),
        tf.keras.layers.ReLU(),
        tf.keras.layers.Dense(64),
        tf.keras.layers.Activation("relu"),
        tf.keras.layers.Dense(10),
        tf.keras.layers.Softmax(),
    ]
)

# %% the functional way
inputs = tf.keras.Input(shape=(28, 28, 1), name="pictures")
x = tf.keras.layers.Flatten()(inputs)
x = tf.keras.layers.Dense(128, activation="relu")(x)
x = tf.keras.layers.Dense(64, activation="relu")(x)
outputs = tf.keras.layers.Dense(10, activation="softmax", name="digits")(x)

my_model_1 = tf.keras.Model(inputs, outputs)

# %% as in TF 2.0 times, with the shape at the first layer and functions of tf.nn
my_model_1 = tf.keras.models.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28, 1)),
    tf.keras.layers.Dense(128, activation=tf.nn.relu),
    tf.keras.layers.Dense(64, activation=tf.nn.relu),
    tf.keras.layers.Dense(10, activation=tf.nn.softmax)
])

# %% built afterwards, with the shape of a batch
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(units=128, activation="relu"),
        tf.keras.layers.Dense(units=64, activation="relu"),
        tf.keras.layers.Dense(units=10, activation="softmax"),
    ],
    name="my_model_1",
)
my_model_1.build((None, 28, 28, 1))

# %% Reshape in place of Flatten
from tensorflow.keras import layers

my_model_1 = tf.keras.Sequential(
    [
        layers.Input(shape=(28, 28, 1)),
        layers.Reshape((784,)),
        layers.Dense(128, activation="relu", name="hidden_1"),
        layers.Dense(64, activation="relu", name="hidden_2"),
        layers.Dense(10, activation="softmax", name="output"),
    ]
)

# %% a function that makes a network from a list of widths
def make_network(hidden, classes=10):
    """A dense classifier for digits."""
    body = [tf.keras.layers.Dense(n, activation="relu") for n in hidden]
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(28, 28, 1)),
            tf.keras.layers.Flatten(),
            *body,
            tf.keras.layers.Dense(classes, activation="softmax"),
        ]
    )


my_model_1 = make_network([128, 64])

# %% the parameters counted on paper first, and the model compiled though it need not be
# 784 * 128 + 128 = 100480
# 128 * 64 + 64   =   8256
# 64 * 10 + 10    =    650
expected = 100480 + 8256 + 650

my_model_1 = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

my_model_1.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
print(my_model_1.count_params() == expected)
print("The example has", model.count_params())

# %% an input layer, and the functions of tf.keras.activations
my_model_1 = tf.keras.Sequential()
my_model_1.add(tf.keras.layers.InputLayer(shape=(28, 28, 1)))
my_model_1.add(tf.keras.layers.Flatten(name="flat"))
my_model_1.add(tf.keras.layers.Dense(128, tf.keras.activations.relu))
my_model_1.add(tf.keras.layers.Dense(64, tf.keras.activations.relu))
my_model_1.add(tf.keras.layers.Dense(10, tf.keras.activations.softmax))

# %% no input in the list, but the model is called once on a batch of zeros
my_model_1 = tf.keras.Sequential(
    [
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)
answer = my_model_1(tf.zeros((1, 28, 28, 1)))
print(answer.shape, float(tf.reduce_sum(answer)))

# %% widths and activations in pairs, with a warm-up on another small model
toy = tf.keras.Sequential([tf.keras.Input(shape=(2,)), tf.keras.layers.Dense(3, activation="relu")])
toy.summary()

plan = [(128, "relu"), (64, "relu"), (10, "softmax")]

my_model_1 = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten()])
for units, activation in plan:
    my_model_1.add(tf.keras.layers.Dense(units, activation=activation))

# %% another way to begin the weights, and the functional call in one chain
he = tf.keras.initializers.HeNormal(seed=1)

pictures = tf.keras.layers.Input(shape=[28, 28, 1])
probabilities = pictures
for layer in (
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(128, activation="relu", kernel_initializer=he),
    tf.keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal"),
    tf.keras.layers.Dense(10, activation="softmax"),
):
    probabilities = layer(probabilities)

my_model_1 = tf.keras.models.Model(inputs=[pictures], outputs=[probabilities])
