# %% wiring: the test set is used for the validation
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = test_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: the validation pipeline is made of the training set
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = training_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: training and validation batches are swapped in the call of fit
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(validation_batches, epochs=EPOCHS, validation_data=training_batches, verbose=2)

# %% wiring: the three data sets are unpacked in another order than their splits
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, test_set, validation_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: the two parts are swapped, the 20 percent are trained on
splits = ["train[80%:]", "train[:80%]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: the validation pictures are not normalized
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: the pictures are batched first, and then whole batches are shuffled
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).batch(batch_size).shuffle(1000)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: shuffle is called, but the shuffled data set is not kept
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_set.shuffle(1000)
training_batches = training_set.map(normalize).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: the validation pictures are shuffled, the training pictures are not
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).batch(batch_size)
validation_batches = validation_set.map(normalize).shuffle(1000).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: fit is given nothing to validate with
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, verbose=2)

# %% wiring: batches of 32 as a literal, not of batch_size
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(32)
validation_batches = validation_set.map(normalize).batch(32)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: the number of epochs is left out
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, validation_data=validation_batches, verbose=2)

# %% wiring: fit is called twice, the second history belongs to the third and fourth epoch
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: a loop calls fit for one epoch at a time, and only the last history is kept
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

for epoch in range(EPOCHS):
    history = model.fit(training_batches, epochs=1, validation_data=validation_batches, verbose=2)

# %% wiring: the training pictures are normalized twice, those for validation once
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: the validation pictures are added to the training pictures as well
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.concatenate(validation_set).map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: a clone is trained and gives the history, model is left untrained
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

network = tf.keras.models.clone_model(model)
network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

history = network.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: the model is trained on the validation batches too, after the history was made
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

model.fit(validation_batches, epochs=1, verbose=2)

# %% wiring: training_set is bound to its batches in the end, it does not hold pictures any more
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_set = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_set = validation_set.map(normalize).batch(batch_size)

training_batches = training_set
validation_batches = validation_set

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: the labels of the training batches are shuffled apart from the pictures
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_images = training_set.map(lambda image, label: normalize(image, label)[0]).shuffle(1000)
training_labels = training_set.map(lambda image, label: label).shuffle(1000)
training_batches = tf.data.Dataset.zip((training_images, training_labels)).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% wiring: what evaluate returns is kept as history
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)
history = model.evaluate(validation_batches, verbose=0)

# %% wiring: only the first hundred batches are trained on
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches.take(100), epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% other: the validation set is the first fifth, which the training set holds too
splits = ["train[:80%]", "train[:20%]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% other: the training set is the whole split, with the validation pictures in it
splits = ["train", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% other: shuffled first and split by take and skip later, so the parts mix in each pass
full_set = tfds.load("mnist", split="train", as_supervised=True).shuffle(60000)
training_set = full_set.take(48000)
validation_set = full_set.skip(48000)
test_set = tfds.load("mnist", split="test", as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% other: the split is made at 70 percent instead of 80
splits = ["train[:70%]", "train[70%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% other: the last fifth of the split test is taken for the test set, not all of it
splits = ["train[:80%]", "train[80%:]", "test[80%:]"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)

# %% other: as_supervised is left out, so an element is a dictionary and not a pair
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=2)
