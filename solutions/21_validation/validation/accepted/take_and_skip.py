(whole, test_set), info = tfds.load('mnist', split=['train', 'test'], as_supervised=True, with_info=True)
size = int(0.8 * info.splits['train'].num_examples)
training_set = whole.take(size)
validation_set = whole.skip(size)

training_batches = training_set.cache().shuffle(size // 4).batch(batch_size).map(normalize).prefetch(1)
validation_batches = validation_set.cache().batch(batch_size).map(normalize).prefetch(1)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
