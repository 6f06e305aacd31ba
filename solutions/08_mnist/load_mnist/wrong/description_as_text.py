# fails: info
training_set, info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

dataset_info = info.description
num_classes = info.features["label"].num_classes
num_training_examples = info.splits["train"].num_examples
