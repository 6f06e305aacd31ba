# %% wiring: the feature extractor is thawed for the training and frozen again only after it
feature_extractor.trainable = True
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)
feature_extractor.trainable = False

# %% wiring: the model as a whole is made trainable before compile, and with it the feature extractor
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.trainable = True

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the whole model is frozen before compile, so the head cannot learn either
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.trainable = False

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: history gets what compile returns, which is nothing
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

history = model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: history is the dictionary inside of what fit returns
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2).history

# %% wiring: one model is trained, and model is another one that was not
def build():
    network = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    network.build((None, 96, 96, 3))
    return network


history = build().fit(training_batches, epochs=EPOCHS, verbose=2)
model = build()

# %% wiring: fit is called twice, so the model is trained for twice as many epochs
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

model.fit(training_batches, epochs=EPOCHS, verbose=2)
history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: fit stands in a loop over the epochs, and history keeps the last one only
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

for epoch in range(EPOCHS):
    history = model.fit(training_batches, epochs=1, verbose=2)

# %% wiring: the number of epochs is not handed over, so there is one
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, verbose=2)

# %% wiring: EPOCHS is handed over as the number of steps in an epoch
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, steps_per_epoch=EPOCHS, verbose=2)

# %% wiring: only the first of the batches is trained on
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches.take(1), epochs=EPOCHS, verbose=2)

# %% wiring: history is that of the example's pair of layers
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

model.fit(training_batches, epochs=EPOCHS, verbose=2)
history = pair.fit(tf.ones((32, 1)), tf.fill((32, 1), 3.0), epochs=EPOCHS, verbose=0)

# %% wiring: a clone of the feature extractor with random weights is under the head
base = tf.keras.models.clone_model(feature_extractor)
base.trainable = False
model = tf.keras.Sequential([base, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the model is trained on the photographs for validation
validation_batches = (
    tf.keras.utils.image_dataset_from_directory(
        course_data / "cats_and_dogs" / "validation", image_size=(96, 96), batch_size=16, seed=7
    )
    .map(scale)
    .take(10)
)

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(validation_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the labels are turned round, 1 for a cat and 0 for a dog
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

turned = training_batches.map(lambda images, labels: (images, 1 - labels))
history = model.fit(turned, epochs=EPOCHS, verbose=2)

# %% wiring: the pictures are scaled a second time, so that all of them are nearly black
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches.map(scale), epochs=EPOCHS, verbose=2)

# %% wiring: the labels are shuffled apart from the pictures
pictures = training_batches.map(lambda images, labels: images)
answers = training_batches.map(lambda images, labels: labels).unbatch().shuffle(160).batch(16)
shuffled_batches = tf.data.Dataset.zip((pictures, answers))

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(shuffled_batches, epochs=EPOCHS, verbose=2)

# %% wiring: the head gets its weights from before the training back
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.build((None, 96, 96, 3))
weights = model.layers[-1].get_weights()

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

model.layers[-1].set_weights(weights)

# %% wiring: the feature extractor is left out, and the head learns from pixels
model = tf.keras.Sequential(
    [
        tf.keras.Input(shape=(96, 96, 3)),
        tf.keras.layers.Flatten(),
        tf.keras.layers.Dense(2, activation="softmax"),
    ]
)

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: history is bound to the numbers of an evaluation after the training
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)
history = model.evaluate(training_batches, verbose=0)

# %% other: another optimizer than the one asked
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the metric is left out
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: the loss wants pairs of numbers as labels, and these are single ones
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])

model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: one neuron with a sigmoid and the loss for two classes
model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(1, activation="sigmoid")])

model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% other: a hidden layer stands between the feature extractor and the head
model = tf.keras.Sequential(
    [
        feature_extractor,
        tf.keras.layers.Dense(32, activation="relu"),
        tf.keras.layers.Dense(2, activation="softmax"),
    ]
)

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)
