loaded = tfds.load("mnist", split=tfds.Split.TRAIN, as_supervised=True, with_info=True, shuffle_files=True)
training_set = loaded[0]
dataset_info = loaded[1]

num_classes = len(dataset_info.features["label"].names)
num_training_examples = len(training_set)
