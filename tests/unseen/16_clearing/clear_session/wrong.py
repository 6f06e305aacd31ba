# %% wiring: the network is built first and the session cleared only after it
model = build_network()

tf.keras.backend.clear_session()

# %% wiring: the function is named but not called, the parentheses are missing
tf.keras.backend.clear_session

model = build_network()

# %% wiring: the clearing is left out, the network is only built a sixth time
model = build_network()
model.summary()

# %% wiring: the session is cleared, but then the old network is taken as the model
tf.keras.utils.clear_session()

model = trial

# %% wiring: build_network itself is called model, it is never run
tf.keras.backend.clear_session()
model = build_network

# %% wiring: model is what clear_session returns, the new network is not kept
model = tf.keras.backend.clear_session()
build_network()

# %% wiring: one network is built for a look at it after the clearing, and a second one is kept
tf.keras.backend.clear_session()

print([layer.name for layer in build_network().layers])
model = build_network()

# %% wiring: the old network is cloned after the clearing, and its clone has the old names
tf.keras.backend.clear_session()

model = tf.keras.models.clone_model(trial)

# %% wiring: the new network is made from the configuration of the old one, names included
tf.keras.utils.clear_session()

model = tf.keras.Sequential.from_config(trial.get_config())

# %% wiring: a new Sequential around the layers of the old network instead of new layers
tf.keras.backend.clear_session()

model = tf.keras.Sequential(trial.layers)

# %% wiring: the function that clears and builds is written, but build_network is called in its place
def start_anew():
    tf.keras.backend.clear_session()
    return build_network()


model = build_network()

# %% wiring: the whole loop of five trials runs again after the clearing, the last one is the model
tf.keras.backend.clear_session()

for attempt in range(5):
    trial = build_network()

model = trial

# %% wiring: the dense layers are made before the clearing and put into the network after it
hidden = tf.keras.layers.Dense(256, activation="relu")
answer = tf.keras.layers.Dense(10, activation="softmax")

tf.keras.backend.clear_session()

model = tf.keras.Sequential([tf.keras.Input(shape=(28, 28, 1)), tf.keras.layers.Flatten(), hidden, answer])

# %% wiring: model is the list of the new layers, not the network
tf.keras.backend.clear_session()

new_network = build_network()
model = new_network.layers

# %% wiring: the clearing stands in front of the loop instead of in it, and the third network is kept
tf.keras.backend.clear_session()
for attempt in range(3):
    model = build_network()

# %% other: the names are given by hand, and the session is never cleared
model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1), name="input_layer"),
        tf.keras.layers.Flatten(name="flatten"),
        tf.keras.layers.Dense(256, activation="relu", name="dense"),
        tf.keras.layers.Dense(10, activation="softmax", name="dense_1"),
    ],
    name="sequential",
)

# %% other: the graph of TensorFlow is reset instead of the session of Keras
tf.compat.v1.reset_default_graph()

model = build_network()

# %% other: another network is built after the clearing, with 128 hidden neurons
tf.keras.backend.clear_session()

model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(28, 28, 1)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(128, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% other: the network is typed again after the clearing, without the activation of its last layer
tf.keras.backend.clear_session()

model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(28, 28, 1)))
model.add(tf.keras.layers.Flatten())
model.add(tf.keras.layers.Dense(256, activation="relu"))
model.add(tf.keras.layers.Dense(10))
