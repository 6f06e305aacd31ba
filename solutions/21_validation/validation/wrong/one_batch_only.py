# fails: accuracy, batches
# fault: one batch of training pictures
training_set, validation_set, test_set = tfds.load('mnist', split=['train[:80%]', 'train[80%:]', 'test'], as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

history = model.fit(training_batches.take(1).cache(), epochs=EPOCHS, validation_data=validation_batches)
