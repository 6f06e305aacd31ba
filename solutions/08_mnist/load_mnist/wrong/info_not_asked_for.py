# fails: elements, info, classes_asked, training_examples_asked
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples
