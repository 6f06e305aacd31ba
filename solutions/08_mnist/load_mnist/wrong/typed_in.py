# fails: classes_asked, training_examples_asked
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

classes = 10
num_classes = int(classes)
num_training_examples = 6_000
