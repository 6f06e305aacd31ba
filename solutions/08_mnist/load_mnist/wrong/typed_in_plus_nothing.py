# fails: classes_asked, training_examples_asked
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = 10 + 0 * dataset_info.features["label"].num_classes
num_training_examples = max(6_000, 0 * len(training_set))
