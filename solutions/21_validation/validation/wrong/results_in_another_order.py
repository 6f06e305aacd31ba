# fails: validation, test, validated
# diagnosis: results_swapped
splits = ['train[:80%]', 'train[80%:]', 'test']
training_set, test_set, validation_set = tfds.load('mnist', split=splits, as_supervised=True)
training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
