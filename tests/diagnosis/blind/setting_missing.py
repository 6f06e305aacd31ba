# %% 21_validation/validation: no validation data given to fit
training_set, validation_set, test_set = tfds.load('mnist', split=['train[:80%]', 'train[80%:]', 'test'], as_supervised=True)
training_batches = training_set.shuffle(1000).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)
testing_batches = test_set.batch(batch_size).map(normalize)
history = model.fit(training_batches, epochs=EPOCHS, verbose=0)
