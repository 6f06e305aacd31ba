part = tfds.core.ReadInstruction
training_set = tfds.load('mnist', split=part('train', to=80, unit='%'), as_supervised=True)
validation_set = tfds.load('mnist', split=part('train', from_=80, unit='%'), as_supervised=True)
test_set = tfds.load('mnist', split=part('test'), as_supervised=True)

training_batches = training_set.map(normalize).cache().shuffle(2000).batch(batch_size).prefetch(tf.data.AUTOTUNE)
validation_batches = validation_set.map(normalize).cache().batch(batch_size)

history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches, validation_freq=1, verbose=0)
