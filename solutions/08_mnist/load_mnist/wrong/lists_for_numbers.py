# fails: classes, training_examples
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = [feature.num_classes for name, feature in dataset_info.features.items() if name == "label"]
num_training_examples = [part.num_examples for name, part in dataset_info.splits.items() if name == "train"]
