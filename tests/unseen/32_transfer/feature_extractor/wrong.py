# %% wiring: the freezing is left out
feature_extractor = tf.keras.models.load_model(network_file)

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

# %% wiring: the whole model is frozen, with the new head, instead of the feature extractor
feature_extractor = tf.keras.models.load_model(network_file)

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.trainable = False

# %% wiring: the small network of the example is under the head instead of the feature extractor
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

model = tf.keras.Sequential()
model.add(small)
model.add(tf.keras.layers.Dense(2, activation="softmax"))

# %% wiring: only the last layer of the feature extractor is frozen
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.layers[-1].trainable = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

# %% wiring: the network is loaded a second time for the model, and that one is not frozen
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

model = tf.keras.Sequential(
    [tf.keras.models.load_model(network_file), tf.keras.layers.Dense(2, activation="softmax")]
)

# %% wiring: a clone with random weights takes the place of the pretrained network
pretrained = tf.keras.models.load_model(network_file)
feature_extractor = tf.keras.models.clone_model(pretrained)
feature_extractor.trainable = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

# %% wiring: the head stands in front of the feature extractor
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

model = tf.keras.Sequential([tf.keras.layers.Dense(2, activation="softmax"), feature_extractor])

# %% wiring: model is the head alone, the feature extractor is not in it
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

model = tf.keras.Sequential([tf.keras.Input(shape=(1280,)), tf.keras.layers.Dense(2, activation="softmax")])

# %% wiring: the model ends at the features, and the answer of the head is not used
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

inputs = tf.keras.Input(shape=(96, 96, 3))
features = feature_extractor(inputs)
outputs = tf.keras.layers.Dense(2, activation="softmax")(features)
model = tf.keras.Model(inputs, features)

# %% wiring: the head is frozen instead of the feature extractor
feature_extractor = tf.keras.models.load_model(network_file)

head = tf.keras.layers.Dense(2, activation="softmax")
head.trainable = False
model = tf.keras.Sequential([feature_extractor, head])

# %% wiring: the loop sets a variable of its own and not the layers' attribute
feature_extractor = tf.keras.models.load_model(network_file)
for layer in feature_extractor.layers:
    trainable = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

# %% wiring: an untrained network of the same family is used, not the one in the file
feature_extractor = tf.keras.applications.MobileNetV2(
    input_shape=(96, 96, 3), include_top=False, pooling="avg", weights=None
)
feature_extractor.trainable = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

# %% wiring: the head is added once for each class, so that two stand on top of each other
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

model = tf.keras.Sequential([feature_extractor])
for kind in ("cat", "dog"):
    model.add(tf.keras.layers.Dense(2, activation="softmax"))

# %% wiring: the name feature_extractor ends on the head, as the last layer is taken for the first
network = tf.keras.models.load_model(network_file)
network.trainable = False

model = tf.keras.Sequential([network, tf.keras.layers.Dense(2, activation="softmax")])
feature_extractor = model.layers[-1]

# %% wiring: the feature extractor is taken twice over, once is frozen and the other one goes into the model
def load():
    return tf.keras.models.load_model(network_file)


def freeze(network):
    network.trainable = False
    return network


feature_extractor = load()
frozen = freeze(load())

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
print(len(frozen.trainable_weights))

# %% wiring: model is a plain function that calls one after the other
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

head = tf.keras.layers.Dense(2, activation="softmax")


def model(pictures):
    return head(feature_extractor(pictures))

# %% other: False stands in quotes, and a word that is not empty counts as true
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = "False"

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

# %% other: the attribute is misspelled, so nothing is frozen
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainble = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

# %% other: one neuron with a sigmoid instead of two with softmax
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(1, activation="sigmoid")])

# %% other: the head has no softmax
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2)])

# %% other: a hidden layer stands between the features and the head
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

model = tf.keras.Sequential(
    [
        feature_extractor,
        tf.keras.layers.Dense(64, activation="relu"),
        tf.keras.layers.Dense(2, activation="softmax"),
    ]
)

# %% other: ten neurons as for the digits, where there are two classes
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(10, activation="softmax")])
