# fails: elements, training_examples
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True, batch_size=64)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = len(training_set)
