# fails: classes
import numpy as np

training_set, dataset_info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)

labels = np.zeros(len(training_set))
for place, (image, label) in enumerate(training_set):
    labels[place] = label
num_classes = labels.max()
num_training_examples = len(labels)
