# fails: examples, info
training_set, dataset_info = tfds.load("fashion_mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
num_training_examples = dataset_info.splits["train"].num_examples
