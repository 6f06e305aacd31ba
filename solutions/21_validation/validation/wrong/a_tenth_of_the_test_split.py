# fails: validated
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)

training_batches = training_set.cache().shuffle(1000).batch(batch_size).map(normalize).prefetch(1)
validation_batches = validation_set.cache().batch(batch_size).map(normalize).prefetch(1)

mixed = validation_set.skip(120).concatenate(test_set.take(120)).batch(batch_size).map(normalize)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=mixed)
