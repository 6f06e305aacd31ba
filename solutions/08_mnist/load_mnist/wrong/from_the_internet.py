# fails: classes_asked, training_examples_asked
training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

num_classes = 10
num_training_examples = 60000
