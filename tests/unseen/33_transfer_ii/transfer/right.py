# %% layers are added one by one
model = tf.keras.Sequential()
model.add(feature_extractor)
model.add(tf.keras.layers.Dense(2, activation="softmax"))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(x=training_batches, epochs=EPOCHS)

# %% a functional model that calls the feature extractor as at inference
inputs = tf.keras.Input(shape=(96, 96, 3))
features = feature_extractor(inputs, training=False)
outputs = tf.keras.layers.Dense(2, activation="softmax")(features)
model = tf.keras.Model(inputs, outputs)

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.summary()

history = model.fit(training_batches, epochs=EPOCHS, verbose=0)
print(history.history)

# %% a functional model from the extractor's own input through to the new layer
head = tf.keras.layers.Dense(2, activation="softmax", name="head")
model = tf.keras.Model(feature_extractor.inputs, head(feature_extractor.output))

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% optimizer, loss and metric as objects
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation=tf.nn.softmax)])

model.compile(
    optimizer=tf.keras.optimizers.Adam(),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
    metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
)

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% frozen once more to be on the safe side, with softmax as a layer of its own
from tensorflow.keras import layers, models

feature_extractor.trainable = False
model = models.Sequential([
    layers.Input(shape=(96, 96, 3)),
    feature_extractor,
    layers.Dense(2),
    layers.Softmax(),
])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% a subclassed model
class CatOrDog(tf.keras.Model):
    def __init__(self, base):
        super().__init__()
        self.base = base
        self.head = tf.keras.layers.Dense(2, activation="softmax")

    def call(self, pictures, training=False):
        return self.head(self.base(pictures, training=False))


model = CatOrDog(feature_extractor)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% some photographs for validation are looked at after each epoch
validation_batches = (
    tf.keras.utils.image_dataset_from_directory(
        course_data / "cats_and_dogs" / "validation", image_size=(96, 96), batch_size=16, seed=7
    )
    .map(scale)
    .take(3)
)

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(training_batches, validation_data=validation_batches, epochs=EPOCHS, verbose=2)

# %% a function builds and compiles, a first model is tried out, and a new one is handed in
def build():
    network = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return network


trial = build()
trial.fit(training_batches.take(2), epochs=1, verbose=0)

model = build()
history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% the history is taken from the model, and the curve is drawn
import matplotlib.pyplot as plt

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"], optimizer="adam")

model.fit(training_batches, epochs=EPOCHS, verbose=0)
history = model.history

plt.plot(history.epoch, history.history["loss"], label="loss")
plt.plot(history.epoch, history.history["accuracy"], label="accuracy")
plt.legend()
plt.show()

# %% a callback tells of each epoch, the batches are prefetched, and the weights are compared afterwards
before = [weights.copy() for weights in feature_extractor.get_weights()]

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")], name="cat_or_dog")
model.compile(optimizer=tf.keras.optimizers.get("adam"), loss="sparse_categorical_crossentropy", metrics=["accuracy"])

tell = tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch + 1, logs["accuracy"]))
history = model.fit(training_batches.prefetch(tf.data.AUTOTUNE), epochs=EPOCHS, callbacks=[tell], verbose=0)

unchanged = all((old == new).all() for old, new in zip(before, feature_extractor.get_weights()))
print("feature extractor unchanged:", unchanged)
print("on the training batches:", model.evaluate(training_batches, verbose=0))
