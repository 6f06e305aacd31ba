# %% 08_mnist/load_mnist: the description first, also: typed_in
dataset_info, training_set = tfds.load("mnist", split="train", as_supervised=True, with_info=True)
num_classes = 10
num_training_examples = len(dataset_info)

# %% 21_validation/validation: the test set in the middle
splits = ["train[:80%]", "train[80%:]", "test"]
training_set, test_set, validation_set = tfds.load("mnist", split=splits, as_supervised=True)
training_batches = training_set.shuffle(1000).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)

# %% 21_validation/validation: turned round
test_set, validation_set, training_set = tfds.load("mnist", split=["train[:80%]", "train[80%:]", "test"], as_supervised=True)
training_batches = training_set.map(normalize).shuffle(1000).batch(batch_size)
validation_batches = validation_set.map(normalize).batch(batch_size)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
