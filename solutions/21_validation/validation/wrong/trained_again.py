# fails: validated, epochs
splits = ['train[:80%]', 'train[80%:]', 'test']
training_set, validation_set, test_set = tfds.load('mnist', split=splits, as_supervised=True)

training_batches = training_set.cache().shuffle(1000).batch(batch_size).map(normalize).prefetch(1)
validation_batches = validation_set.cache().batch(batch_size).map(normalize).prefetch(1)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
model.fit(training_batches, epochs=EPOCHS)
