training_set, validation_set, test_set = tfds.load('mnist', split=['train[:80%]', 'train[80%:]', 'test'], as_supervised=True)

def scaled(part):
    return part.map(lambda picture, digit: (tf.image.convert_image_dtype(picture, tf.float32), digit))

training_batches = scaled(training_set).shuffle(1000, reshuffle_each_iteration=True).batch(batch_size)
validation_batches = scaled(validation_set).batch(batch_size)

model.compile(optimizer=tf.keras.optimizers.Adam(), loss=tf.keras.losses.SparseCategoricalCrossentropy(),
              metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name='accuracy')])
history = model.fit(training_batches, validation_data=validation_batches, epochs=EPOCHS)
