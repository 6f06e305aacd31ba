# fails: scaled, watched_scaled, accuracy
splits = ['train[:80%]', 'train[80%:]', 'test']
training_set, validation_set, test_set = tfds.load('mnist', split=splits, as_supervised=True)

def scale(image, label):
    return tf.cast(image, tf.float32) / 127.5 - 1, label

training_batches = training_set.shuffle(1000).batch(batch_size).map(scale)
validation_batches = validation_set.batch(batch_size).map(scale)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
