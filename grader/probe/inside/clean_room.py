"""Rebuilds models from their architectures and weights, in a child where no learner code ran.

It prepares itself while the learner's code runs elsewhere, and is asked once that has ended.

The descriptions come from learners, and were admitted outside (`grader.probe.outside.keras_config`). If Keras
nevertheless refuses a model, or if it does not fit into memory, only this model is refused.
"""

import gc
import os
import tempfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import h5py
import keras
import msgspec
import numpy as np

from grader.evidence import (
    NEEDS_THREADS,
    Array,
    Assembled,
    Assembly,
    Blueprint,
    ModelParts,
    Rebuilt,
    decode_question,
    encode,
)
from grader.probe.inside.divergence import divergence, same_function
from grader.probe.inside.model_parts import (
    FROZEN_BYTES,
    ThreadsLost,
    Values,
    batch,
    forbid_functions,
    images_and_labels,
    outputs,
    predict_images,
    require_threads,
    weight_digest,
)
from grader.probe.inside.networks import describe_model
from grader.probe.inside.setup import SEED
from grader.sandbox.inside import answering

PRETRAINED = Path("/data/pretrained")
"""The files with weights that are never sent: the grader's own `.keras` and `.weights.h5` files."""


class UnknownWeightError(Exception):
    """A weight that was not sent is not among the pretrained ones."""


def serve(request: dict[str, Any], sockets: list[int], status: int) -> None:  # noqa: ARG001 - every task's signature
    """Prepare, then answer until the grader closes its end. Shutting down Python with TensorFlow would take long."""
    prepare()
    for question in answering.questions(*sockets):
        asked = decode_question(question, Assembly)
        answering.begin(status)
        answering.answer(status, _answer(asked))
    os._exit(0)


def _answer(asked: Assembly) -> bytes:
    try:
        if any(blueprint.parts for blueprint in asked.blueprints.values()):
            require_threads()  # data sets need threads
        return encode(Assembled(models={name: _rebuilt(one, asked) for name, one in asked.blueprints.items()}))
    except ThreadsLost:
        return NEEDS_THREADS
    except MemoryError:  # caused by the models, not by a jail that could not be made
        return b""


def prepare_to_fork() -> None:
    """Prepare in a process that will fork clean rooms; its threads do not survive the forks."""
    prepare()
    forbid_functions()
    gc.freeze()


@cache
def prepare() -> None:
    """Build a small model and use it once, because the first time takes far longer; keep nothing of it."""
    dense = [keras.layers.Dense(2, "relu"), keras.layers.Dense(2, "softmax")]
    model = keras.Sequential([keras.Input((2, 1)), keras.layers.Flatten(), *dense])
    again = keras.models.model_from_json(model.to_json())
    again.set_weights(model.get_weights())
    layers = describe_model(again, Array.from_values(np.zeros((2, 2), np.float32)))
    outputs(again, layers.input_shape, seed=0, max_bytes=FROZEN_BYTES)
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(SEED)


def _rebuilt(blueprint: Blueprint, asked: Assembly) -> Rebuilt:
    try:
        model = _assembled(blueprint)
        if blueprint.against is not None:
            return _compared(model, _assembled(blueprint.against), asked)
        return _tried(model, blueprint, asked)
    except UnknownWeightError:
        return Rebuilt(refused="it has frozen weights that are no pretrained ones, and are too large to travel")
    except Exception as error:  # noqa: BLE001 - a learner's description may lead to anything
        return Rebuilt(refused=f"Keras does not put it together ({type(error).__name__})")


def _assembled(blueprint: Blueprint | ModelParts) -> keras.Model:
    """Build the model; with random weights if not all of its own were sent. Raises all exceptions that Keras raises."""
    model = keras.models.model_from_json(blueprint.architecture)
    if isinstance(blueprint, Blueprint) and blueprint.weights_file is not None:
        _load_weights(model, blueprint.weights_file)
    elif all(array.is_known for array in blueprint.values):
        model.set_weights([_value(array) for array in blueprint.values])
    for layer in model._flatten_layers():  # noqa: SLF001 - no public method lists nested models' layers too
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()  # it computes with copies of its weights
    return model


def _load_weights(model: keras.Model, content: bytes) -> None:
    """Load the weights of one of Keras' files into a model. Raises all exceptions that Keras raises."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.weights.h5")
        path.write_bytes(content)
        model.load_weights(path)


def _compared(model: keras.Model, reference: keras.Model, asked: Assembly) -> Rebuilt:
    """Where a model departs from the reference, and whether it nevertheless computes the same values."""
    layers = describe_model(model, asked.grid)
    found = divergence(model, reference, batch(layers.input_shape, asked.seed))
    return Rebuilt(layers=layers, divergence=found, alike=same_function(model, reference, asked.seed))


def _tried(model: keras.Model, blueprint: Blueprint, asked: Assembly) -> Rebuilt:
    """Everything that is asked about one model."""
    layers = describe_model(model, asked.grid)
    if not all(array.is_known for array in blueprint.values):
        return Rebuilt(layers=layers, without_weights="not all of its weights could travel")
    said = outputs(model, layers.input_shape, seed=asked.seed, max_bytes=asked.array_bytes)
    shown = blueprint.images | {key: images_and_labels(part)[0] for key, part in blueprint.parts.items()}
    predictions = {
        key: Array.from_values(predict_images(model, one), max_bytes=asked.array_bytes) for key, one in shown.items()
    }
    return Rebuilt(layers=msgspec.structs.replace(layers, outputs=said), predictions=predictions)


def _value(array: Array) -> Values:
    """The value of a weight, as it was sent or as found by its digest. Raises `UnknownWeightError`."""
    if array.sha256 is None:
        return array.numpy()
    if array.sha256 not in _pretrained():
        raise UnknownWeightError
    return _pretrained()[array.sha256].reshape(array.shape)


@cache
def _pretrained() -> dict[str, Values]:
    """Maps digests to large pretrained weights."""
    arrays = (array for path in sorted(PRETRAINED.glob("**/*")) for array in _weights(path))
    return {weight_digest(array): array for array in arrays if array.nbytes > FROZEN_BYTES}


def _weights(path: Path) -> Iterator[Values]:
    """Yield every weight in one of Keras' files."""
    if path.suffix == ".keras":
        with ZipFile(path) as archive:
            yield from _datasets(BytesIO(archive.read("model.weights.h5")))
    elif path.suffix == ".h5":
        yield from _datasets(path)


def _datasets(file: Path | BytesIO) -> Iterator[Values]:
    found: list[Values] = []
    with h5py.File(file) as opened:
        opened.visititems(lambda _, one: found.append(np.asarray(one)) if isinstance(one, h5py.Dataset) else None)
    yield from found
