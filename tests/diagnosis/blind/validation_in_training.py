# %% 21_validation/validation: training on the whole train split
training_set = tfds.load('mnist', split='train', as_supervised=True)
validation_set = tfds.load('mnist', split='train[80%:]', as_supervised=True)
test_set = tfds.load('mnist', split='test', as_supervised=True)
training_batches = training_set.cache().shuffle(1500).batch(batch_size).map(normalize).prefetch(1)
validation_batches = validation_set.cache().batch(batch_size).map(normalize).prefetch(1)
testing_batches = test_set.cache().batch(batch_size).map(normalize).prefetch(1)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, verbose=0)

# %% 21_validation/validation: the last 20 percent counted from the front
training_set, validation_set, test_set = tfds.load(
    'mnist', split=['train[:80%]', 'train[:20%]', 'test'], as_supervised=True)
train_b = training_set.shuffle(1000).batch(batch_size).map(normalize)
val_b = validation_set.batch(batch_size).map(normalize)
test_b = test_set.batch(batch_size).map(normalize)
history = model.fit(train_b, epochs=EPOCHS, validation_data=val_b, verbose=0)

# %% 21_validation/validation: a typo, 60 for 80
training_set = tfds.load('mnist', split='train[:80%]', as_supervised=True)
validation_set = tfds.load('mnist', split='train[60%:]', as_supervised=True)
test_set = tfds.load('mnist', split='test', as_supervised=True)
tr = training_set.shuffle(1000).batch(batch_size).map(normalize).prefetch(1)
va = validation_set.batch(batch_size).map(normalize).prefetch(1)
te = test_set.batch(batch_size).map(normalize).prefetch(1)
history = model.fit(tr, epochs=EPOCHS, validation_data=va, verbose=2)

# %% 21_validation/validation: take without skip
full, info = tfds.load('mnist', split='train', as_supervised=True, with_info=True)
n = info.splits['train'].num_examples
training_set = full.take(n * 8 // 10)
validation_set = full.take(n * 2 // 10)
test_set = tfds.load('mnist', split='test', as_supervised=True)
training_batches = training_set.shuffle(1000).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)
testing_batches = test_set.batch(batch_size).map(normalize)
history = model.fit(training_batches, validation_data=validation_batches, epochs=EPOCHS, verbose=0)

# %% 21_validation/validation: the validation data joined to the training
training_set = tfds.load('mnist', split='train[:80%]', as_supervised=True)
validation_set = tfds.load('mnist', split='train[80%:]', as_supervised=True)
test_set = tfds.load('mnist', split='test', as_supervised=True)
training_set = training_set.concatenate(validation_set)
training_batches = training_set.shuffle(1000).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)
testing_batches = test_set.batch(batch_size).map(normalize)
history = model.fit(training_batches, validation_data=validation_batches, epochs=EPOCHS, verbose=0)

# %% 21_validation/validation: the test pictures come from the train split
training_set = tfds.load('mnist', split='train[:80%]', as_supervised=True)
validation_set = tfds.load('mnist', split='train[80%:]', as_supervised=True)
test_set = tfds.load('mnist', split='train', as_supervised=True)
training_batches = training_set.cache().shuffle(1000).batch(batch_size).map(normalize).prefetch(1)
validation_batches = validation_set.cache().batch(batch_size).map(normalize).prefetch(1)
testing_batches = test_set.cache().batch(batch_size).map(normalize).prefetch(1)
history = model.fit(training_batches, validation_data=validation_batches, epochs=EPOCHS, verbose=0)
