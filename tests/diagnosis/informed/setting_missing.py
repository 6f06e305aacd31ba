# %% 22_early_stopping/early_stopping: the callback is not passed
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='val_loss', patience=3, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, validation_data=validation_batches, verbose=0)

# %% 08_mnist/load_mnist: no pairs
training_set, dataset_info = tfds.load("mnist", split="train", with_info=True)
num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples

# %% 08_mnist/load_mnist: no part named
training_set, dataset_info = tfds.load("mnist", as_supervised=True, with_info=True)
num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples
