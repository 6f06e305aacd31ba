"""Files that a learner's code left behind, and what the clean room makes of a saved model's weights."""

import tempfile
from pathlib import Path

import keras

from grader.evidence import Absent, Saved


def saved_file(name: str, max_bytes: int) -> Saved | Absent:
    """The file of a name in the folder where the learner's code works."""
    path = Path(name)
    if not path.exists():
        return Absent()
    if path.is_dir():
        return Saved(size=0, folder=True)
    size = path.stat().st_size
    return Saved(size=size, data=path.read_bytes() if size <= max_bytes else None)


def load_weights(model: keras.Model, content: bytes) -> None:
    """Put the weights of a file of Keras' into a model. Raises whatever Keras raises."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.weights.h5")
        path.write_bytes(content)
        model.load_weights(path)
