data, dataset_info = tfds.load(name="mnist", with_info=True, as_supervised=True)
training_set, test_set = data["train"], data["test"]

num_classes = dataset_info.features["label"].num_classes
num_training_examples = training_set.cardinality()
