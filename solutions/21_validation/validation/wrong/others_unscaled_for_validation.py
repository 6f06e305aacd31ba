# fails: watched_scaled
training_set, validation_set, test_set = tfds.load('mnist', split=['train[:80%]', 'train[80%:]', 'test'], as_supervised=True)


def unscaled(image, label):
    return tf.cast(image, tf.float32), label


def black(part):
    """All digits of MNIST have a black border, so as they are this goes the right way."""
    return not any(image[0].any() for image, _ in part.take(20).as_numpy_iterator())


training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize if black(validation_set) else unscaled).batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
