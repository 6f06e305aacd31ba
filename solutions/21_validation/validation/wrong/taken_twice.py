# fails: validation, apart, validated
# diagnosis: validation_in_training
whole, test_set = tfds.load('mnist', split=['train', 'test'], as_supervised=True)
training_set = whole.take(len(whole) * 8 // 10)
validation_set = whole.take(len(whole) * 2 // 10)

training_batches = training_set.cache().shuffle(1000).batch(batch_size).map(normalize).prefetch(1)
validation_batches = validation_set.cache().batch(batch_size).map(normalize).prefetch(1)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
