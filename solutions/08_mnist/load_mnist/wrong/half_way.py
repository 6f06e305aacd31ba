# fails: training_examples_asked
# diagnosis: incomplete_answer
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = dataset_info.features["label"].num_classes
