# fails: validated, curves, epochs
training_set, validation_set, test_set = tfds.load('mnist', split=['train[:80%]', 'train[80%:]', 'test'], as_supervised=True)

training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)

other = tf.keras.models.clone_model(model)
other.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = other.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
model.fit(training_batches, epochs=EPOCHS)
