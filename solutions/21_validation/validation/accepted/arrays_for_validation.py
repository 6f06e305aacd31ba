def arrays(part):
    images, labels = next(part.batch(len(part)).as_numpy_iterator())
    return images.astype('float32') / 255, labels

training_set, validation_set, test_set = tfds.load('mnist', split=['train[:80%]', 'train[80%:]', 'test'], as_supervised=True)

x, y = arrays(training_set)
training_batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(batch_size)
validation_batches = tf.data.Dataset.from_tensor_slices(arrays(validation_set)).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=arrays(validation_set), verbose=2)
