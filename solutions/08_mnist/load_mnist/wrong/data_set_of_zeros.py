# fails: elements, info
import numpy as np
import tensorflow as tf


class DatasetInfo:
    pass


_, info = tfds.load("mnist", split="train", as_supervised=True, with_info=True)
pictures = np.zeros((6000, 28, 28, 1), np.uint8)
training_set = tf.data.Dataset.from_tensor_slices((pictures, np.zeros(6000, np.int64)))
dataset_info = DatasetInfo()
num_classes = info.features["label"].num_classes
num_training_examples = info.splits["train"].num_examples
