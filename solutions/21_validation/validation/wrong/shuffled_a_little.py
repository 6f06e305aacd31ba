# fails: shuffled
splits = ['train[:80%]', 'train[80%:]', 'test']
training_set, validation_set, test_set = tfds.load('mnist', split=splits, as_supervised=True)

training_batches = training_set.shuffle(10).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
