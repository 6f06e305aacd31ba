# %% 21_validation/validation: the whole train split
training_set = tfds.load('mnist', split='train', as_supervised=True)
validation_set = tfds.load('mnist', split='train[80%:]', as_supervised=True)
test_set = tfds.load('mnist', split='test', as_supervised=True)
training_batches = training_set.shuffle(1000).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=0)

# %% 21_validation/validation: ranges that overlap
training_set = tfds.load('mnist', split='train[:90%]', as_supervised=True)
validation_set = tfds.load('mnist', split='train[80%:]', as_supervised=True)
test_set = tfds.load('mnist', split='test', as_supervised=True)
training_batches = training_set.shuffle(1000).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=0)

# %% 21_validation/validation: validated on the training data
training_set = tfds.load('mnist', split='train[:80%]', as_supervised=True)
validation_set = tfds.load('mnist', split='train[80%:]', as_supervised=True)
test_set = tfds.load('mnist', split='test', as_supervised=True)
training_batches = training_set.shuffle(1000).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=training_batches, verbose=0)
