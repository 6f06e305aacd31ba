training_set, validation_set, test_set = tfds.load(
    'mnist', split=['train[:80%]', 'train[-20%:]', 'test'], as_supervised=True, shuffle_files=True)

training_set = training_set.map(normalize).cache().shuffle(5000).batch(64)
validation_set = validation_set.map(normalize).batch(64).cache()
test_set = test_set.map(normalize).batch(64)

history = model.fit(training_set, validation_data=validation_set, epochs=2)
model.evaluate(test_set)
