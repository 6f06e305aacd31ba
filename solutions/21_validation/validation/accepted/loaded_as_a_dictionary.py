parts = tfds.load('mnist', as_supervised=True)
count = len(parts['train'])
training_set = parts['train'].take(count * 4 // 5)
validation_set = parts['train'].skip(count * 4 // 5)
test_set = parts['test']

training_batches = training_set.shuffle(len(training_set)).map(normalize).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

model.fit(x=training_batches, validation_data=validation_batches, epochs=EPOCHS, verbose=0)
history = model.history
