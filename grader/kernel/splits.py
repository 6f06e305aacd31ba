"""Parts of the data sets that every kernel sees, as a model is shown them."""

import numpy as np
import tensorflow_datasets as tfds

from grader.evidence import Array, DataSplit


def images_and_labels(part: DataSplit) -> tuple[Array, Array]:
    """All images of a part, uint8 (images, height, width, channels), and their labels, int64 (images,).

    Raises whatever tfds raises where there is no such data set or split.
    """
    images, labels = tfds.load(part.data, split=part.split, as_supervised=True, batch_size=-1)
    return Array.from_values(np.asarray(images)), Array.from_values(np.asarray(labels))
