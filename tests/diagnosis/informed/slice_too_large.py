# %% 08_mnist/load_mnist: all sixty thousand
training_set, dataset_info = tfds.load("mnist", split="train[:60000]", as_supervised=True, with_info=True)
num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% 21_validation/validation: numbers of the whole data set
splits = ["train[:48000]", "train[48000:]", "test"]
training_set, validation_set, test_set = tfds.load("mnist", split=splits, as_supervised=True)
training_batches = training_set.shuffle(48000).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)

# %% 21_validation/validation: counted from the end
training_set = tfds.load("mnist", split="train[:-12000]", as_supervised=True)
validation_set = tfds.load("mnist", split="train[-12000:]", as_supervised=True)
test_set = tfds.load("mnist", split="test", as_supervised=True)
training_batches = training_set.shuffle(1000).batch(batch_size).map(normalize)
validation_batches = validation_set.batch(batch_size).map(normalize)
history = model.fit(training_batches, epochs=EPOCHS, validation_data=validation_batches)
