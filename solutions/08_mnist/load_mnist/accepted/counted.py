(training_set,), dataset_info = tfds.load("mnist:3.*.*", split=["train"], as_supervised=True, with_info=True)

num_training_examples = 0
digits = set()
for image, label in training_set:
    num_training_examples += 1
    digits.add(int(label))
num_classes = len(digits)
