# %% layers are added one by one, and the file's name is made a string
feature_extractor = tf.keras.models.load_model(str(network_file))
feature_extractor.trainable = False

model = tf.keras.Sequential()
model.add(feature_extractor)
model.add(tf.keras.layers.Dense(2, activation="softmax"))
model.summary()

# %% a functional model that calls the feature extractor as at inference
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

inputs = tf.keras.Input(shape=(96, 96, 3))
features = feature_extractor(inputs, training=False)
outputs = tf.keras.layers.Dense(2, activation="softmax")(features)
model = tf.keras.Model(inputs, outputs)

# %% a functional model from the extractor's own input through to the new layer
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False

head = tf.keras.layers.Dense(units=2, activation="softmax", name="cat_or_dog")
model = tf.keras.Model(inputs=feature_extractor.inputs, outputs=head(feature_extractor.output))

# %% each layer of the network is frozen in a loop
feature_extractor = tf.keras.models.load_model(network_file)
for layer in feature_extractor.layers:
    layer.trainable = False
print("weights that training may change:", len(feature_extractor.trainable_weights))

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

# %% softmax as a layer of its own behind two neurons
from tensorflow.keras import layers, models

feature_extractor = models.load_model(network_file, compile=False)
feature_extractor.trainable = False

model = models.Sequential([
    layers.Input(shape=(96, 96, 3)),
    feature_extractor,
    layers.Dense(2),
    layers.Activation('softmax'),
])

# %% frozen only after the model was built
feature_extractor = tf.keras.models.load_model(network_file)

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.layers[0].trainable = False

assert not feature_extractor.trainable

# %% a subclassed model, built by a first call
feature_extractor = tf.keras.models.load_model(network_file)
feature_extractor.trainable = False


class CatOrDog(tf.keras.Model):
    def __init__(self, base):
        super().__init__()
        self.base = base
        self.head = tf.keras.layers.Dense(2, activation="softmax")

    def call(self, pictures):
        return self.head(self.base(pictures))


model = CatOrDog(feature_extractor)
print(model(tf.zeros((1, 96, 96, 3))).numpy())

# %% a helper function puts the head on
NEURONS = len(("cat", "dog"))


def put_head_on(network, neurons):
    """Return the frozen network with a dense layer on top of it."""
    network.trainable = False
    return tf.keras.Sequential([network, tf.keras.layers.Dense(neurons, activation=tf.nn.softmax)], name="cat_or_dog")


feature_extractor = tf.keras.models.load_model(network_file)
model = put_head_on(feature_extractor, NEURONS)

# %% the network is looked at in a second copy that stays as it is
import keras

copy = keras.saving.load_model(network_file)
print(copy.name, copy.input_shape, copy.output_shape, len(copy.trainable_weights))

feature_extractor = keras.saving.load_model(network_file)
feature_extractor.trainable = False
print("frozen:", len(feature_extractor.trainable_weights), "not frozen:", len(copy.trainable_weights))

model = keras.Sequential([feature_extractor, keras.layers.Dense(2, activation="softmax")])
model.build((None, 96, 96, 3))

# %% the answers for a picture of noise are tried out, and should add up to 1
feature_extractor = tf.keras.models.load_model(network_file)
setattr(feature_extractor, "trainable", False)

model = tf.keras.models.Sequential(
    layers=[feature_extractor, tf.keras.layers.Dense(2, kernel_initializer="he_normal", activation="softmax")]
)

answer = model(tf.random.uniform((3, 96, 96, 3)))
print(answer.shape, tf.reduce_sum(answer, axis=1).numpy())
