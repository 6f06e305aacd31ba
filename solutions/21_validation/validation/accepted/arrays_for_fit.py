def arrays(part):
    images, labels = next(part.batch(len(part)).as_numpy_iterator())
    return images.astype('float32') / 255, labels

training_set, validation_set, test_set = tfds.load('mnist', split=['train[:80%]', 'train[80%:]', 'test'], as_supervised=True)
x, y = arrays(training_set)
history = model.fit(x, y, batch_size=batch_size, epochs=EPOCHS, validation_data=arrays(validation_set), verbose=2)
