training_set, validation_set, test_set = tfds.load(
    'mnist', split=['train[:80%]', 'train[-20%:]', 'test'], as_supervised=True, shuffle_files=True)

def prepared(part, shuffle=False):
    part = part.map(normalize, num_parallel_calls=tf.data.AUTOTUNE).cache()
    if shuffle:
        part = part.shuffle(5000)
    return part.batch(64)

training_batches, validation_batches = prepared(training_set, True), prepared(validation_set)

history = model.fit(training_batches, validation_data=validation_batches, epochs=2)
model.evaluate(prepared(test_set))
