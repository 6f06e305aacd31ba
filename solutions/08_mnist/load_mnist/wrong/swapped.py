# fails: elements, info, classes_asked, training_examples_asked
dataset_info, training_set = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples
