# fails: training, validation, apart, validated, batches
# diagnosis: validation_in_training
whole, test_set = tfds.load('mnist', split=['train', 'test'], as_supervised=True)
count = len(whole)
whole = whole.shuffle(count)
training_set = whole.take(count * 8 // 10)
validation_set = whole.skip(count * 8 // 10)

training_batches = training_set.cache().shuffle(1000).batch(batch_size).map(normalize).prefetch(1)
validation_batches = validation_set.cache().batch(batch_size).map(normalize).prefetch(1)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
