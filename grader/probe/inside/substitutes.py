"""Replacements for a learner's model, or for a stored data set, while an answer's cells run again."""

import contextlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf
import tensorflow_datasets as tfds
from tensorflow_datasets.core import constants

from grader.evidence import HiddenModel, StoredExamples
from grader.probe.inside import put_back

PICTURES = 10
"""The number of different pictures, repeated, in a stored data set: nobody looks at what they show."""
WIDER = 9
"""The last layer gets at least one and fewer than this number of units more."""


def substitute_model(old: object, hidden: HiddenModel) -> object:
    """A model with the same layers and names, but a wider last layer and secret weights.

    Its hidden layers keep their widths, because an answer may look for a layer by its width. It is not compiled. An
    object that is not a model is returned unchanged.
    """
    if not isinstance(old, keras.Model):
        return old
    random = np.random.default_rng(hidden.seed)
    config = old.get_config()
    dense = [layer["config"] for layer in config["layers"] if "units" in layer["config"]]
    for own in dense[-1:]:
        own["units"] += int(random.integers(1, WIDER))
    for layer in config["layers"]:
        layer.pop("build_config", None)
    new = type(old).from_config(config)
    new.set_weights([random.normal(0, 0.05, weight.shape) for weight in new.weights])
    return new


@contextlib.contextmanager
def stored_examples(stored: Mapping[str, StoredExamples]) -> Iterator[None]:
    """A context in which tfds finds small data sets of hidden pictures under some names."""
    if not stored:
        yield
        return
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for other in Path(constants.DATA_DIR).iterdir():
            if other.name not in stored:
                (folder / other.name).symlink_to(other)
        for name, hidden in stored.items():
            builder = tfds.builder(name)
            _store(builder.data_path, folder / name / str(builder.version), hidden)
            described = _with_classes(vars(type(builder))["_info"], hidden.classes)
            stack.enter_context(put_back.attribute(type(builder), "_info", described))
        stack.enter_context(put_back.attribute(constants, "DATA_DIR", str(folder)))
        yield


def _with_classes(whole: Callable[[Any], Any], classes: int) -> Callable[[Any], Any]:
    """A builder's description of its data set, with this number of classes."""

    @wraps(whole)
    def described(builder: Any) -> Any:
        info = whole(builder)
        features = {**info.features, "label": tfds.features.ClassLabel(num_classes=classes)}
        return tfds.core.DatasetInfo(
            builder=builder,
            description=info.description,
            features=tfds.features.FeaturesDict(features),
            supervised_keys=info.supervised_keys,
        )

    return described


def _store(like: Path, folder: Path, hidden: StoredExamples) -> None:
    """Write a data set of hidden pictures in the format of tfds, with the description of a different data set."""
    folder.mkdir(parents=True)
    described = json.loads((like / "dataset_info.json").read_text())
    random = np.random.default_rng(hidden.seed)
    for split, count in (("train", hidden.train), ("test", hidden.test)):
        images = random.integers(0, 256, (PICTURES, 28, 28, 1), dtype=np.uint8)
        labels = random.permutation(np.arange(count) % hidden.classes)
        _write(folder / f"{described['name']}-{split}.tfrecord-00000-of-00001", images, labels)
        own = next(one for one in described["splits"] if one["name"] == split)
        own |= {"shardLengths": [str(count)], "numBytes": str(count)}
    (folder / "dataset_info.json").write_text(json.dumps(described))
    features = json.loads((like / "features.json").read_text())
    features["featuresDict"]["features"]["label"]["classLabel"]["numClasses"] = str(hidden.classes)
    (folder / "features.json").write_text(json.dumps(features))


def _write(path: Path, images: npt.NDArray[np.uint8], labels: npt.NDArray[np.integer[Any]]) -> None:
    with tf.io.TFRecordWriter(str(path)) as writer:
        pngs = [tf.io.encode_png(image).numpy() for image in images]
        for number, label in enumerate(labels):
            parts = {
                "image": tf.train.Feature(bytes_list=tf.train.BytesList(value=[pngs[number % len(pngs)]])),
                "label": tf.train.Feature(int64_list=tf.train.Int64List(value=[int(label)])),
            }
            writer.write(tf.train.Example(features=tf.train.Features(feature=parts)).SerializeToString())
