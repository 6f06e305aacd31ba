# fails: training, validation, test, apart, scaled, shuffled, watched, watched_scaled, accuracy, curves, batches, epochs
# diagnosis: slice_too_large
training_set = tfds.load("mnist", split="train[:48000]", as_supervised=True)
validation_set = tfds.load("mnist", split="train[48000:]", as_supervised=True)
test_set = tfds.load("mnist", split="test", as_supervised=True)

training_batches = training_set.cache().shuffle(1000).batch(batch_size).map(normalize).prefetch(1)
validation_batches = validation_set.cache().batch(batch_size).map(normalize).prefetch(1)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=0)
