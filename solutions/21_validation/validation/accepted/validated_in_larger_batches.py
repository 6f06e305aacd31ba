training_set, validation_set, test_set = tfds.load(
    name='mnist', split=['train[:80%]', 'train[80%:100%]', 'test[:100%]'], as_supervised=True)

training_batches = training_set.shuffle(4096).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)

pictures, digits = (tf.concat(part, axis=0) for part in zip(*validation_batches))
history = model.fit(training_batches, epochs=EPOCHS, validation_data=(pictures, digits), validation_batch_size=200)
