"""What a clean room needs to rebuild a model, and the questions that both sides then ask a model.

A Sequential or functional model consists of its architecture and its weights, without code of a learner.

A kernel and a clean room ask a learner's models for the same: their outputs for given images (`predict_images`), and
their outputs for one of the learner's values (`poll_models`). `maker` finds out what objects of a learner's class
return for a hidden value.

TensorFlow's functions fail in a fork of a process that had a TensorFlow context: the context's threads do not survive
the fork (`ThreadsLost`). Operations run on the calling thread if each of TensorFlow's pools has one thread. Functions
and data sets are handed to those threads, and the caller would wait for ever.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from typing import Any, NoReturn

import keras
import msgspec
import numpy as np
import numpy.typing as npt
import tensorflow as tf
import tensorflow_datasets as tfds
from tensorflow.python.eager import context

from grader.evidence import MAX_ARCHITECTURE, Answers, Array, DataSplit, Layers, Make, Request
from grader.probe.inside import put_back
from grader.probe.inside.rewriting import named_activations, rewrite_model
from grader.probe.inside.steps import Wiring, is_plain_layer, is_plain_model


class ThreadsLost(BaseException):
    """This process lacks threads that are needed. It is no `Exception`, so it can't pass for a model's error."""


def forbid_functions() -> None:
    """Make every function raise `ThreadsLost`, in this process and in all its forks."""
    context.Context.call_function = _refuse


def are_functions_forbidden() -> bool:
    """Whether functions are forbidden in this process."""
    return context.Context.call_function is _refuse


def require_threads() -> None:
    """Raise `ThreadsLost` if functions are forbidden."""
    if are_functions_forbidden():
        raise ThreadsLost


def _refuse(*_: object, **__: object) -> NoReturn:
    raise ThreadsLost


FROZEN_BYTES = 2**16
"""A larger weight that is not trained need not be sent: the clean room has the pretrained ones too."""
FLOAT_BYTES = 4
HIDDEN_INPUTS = 4
BATCH = 256
BATCH_PIXELS = 2**21
"""The most numbers in the images shown to a model at once, so that a convolution fits into the memory limit."""
COMPILED_PIXELS = 2**19
"""The most numbers at once for a compiled model: a call costs little, and its results should fit into the caches."""

Values = npt.NDArray[Any]


def with_model_parts(seen: Layers, model: keras.Model, found: Wiring, request: Request) -> Layers:
    """The description of a model with the parts needed to rebuild it, if these are requested.

    A model that contains code is sent as the same steps in Keras' own layers, if `found` can be expressed in them and
    the result is small enough.
    """
    if request.seed is None:
        return seen
    plain = model if _of_keras(model) else _in_keras_layers(seen, model, found, request)
    architecture = None if plain is None else _architecture(plain, request.grid.numpy(), request.array_bytes // 4)
    if architecture is None:
        return seen
    return msgspec.structs.replace(
        seen,
        architecture=architecture,
        values=_values(plain, request.array_bytes - len(architecture)),
        outputs=outputs(model, seen.input_shape, seed=request.seed, max_bytes=request.array_bytes),
    )


def _of_keras(model: keras.Model) -> bool:
    """Whether neither a model nor any of its layers contains custom code."""
    parts = model._flatten_layers()  # noqa: SLF001 - no public method lists nested models' layers too
    return all(is_plain_layer(part) or is_plain_model(part) for part in parts)


def _in_keras_layers(seen: Layers, model: keras.Model, found: Wiring, request: Request) -> keras.Model | None:
    """A model that contains code, as one without; the model itself if that can't be done and it has no custom class."""
    small = sum(math.prod(shape) for shape in seen.weights) * FLOAT_BYTES <= request.array_bytes
    inputs = batch(seen.input_shape, request.seed or 0)
    again = rewrite_model(model, found, request.grid.numpy(), inputs) if small else None
    return model if again is None and seen.kind != "subclassed" else again


def _architecture(model: keras.Model, grid: Values, max_bytes: int) -> str | None:
    """The model's layers and their connections; None if it can't describe them or the description is too long."""
    try:
        layers = model._flatten_layers()  # noqa: SLF001 - nested models' layers too
        # how it was compiled is left out: Keras can't describe that if a loss is given as a class
        with named_activations(layers, grid), put_back.attribute(model, "compiled", value=False):
            text = model.to_json()
    except Exception:  # noqa: BLE001 - a learner's own layer may raise anything
        return None
    return text if isinstance(text, str) and len(text) <= min(max_bytes, MAX_ARCHITECTURE) else None


def _values(model: keras.Model, max_bytes: int) -> tuple[Array, ...]:
    """All weights in Keras' order. If they are too many, large frozen ones are sent as digests."""
    arrays = [np.asarray(weight) for weight in model.weights]
    if sum(array.nbytes for array in arrays) <= max_bytes:
        return tuple(Array.from_values(array) for array in arrays)
    frozen = {id(weight) for weight in model.non_trainable_weights}
    stays = [
        id(weight) in frozen and array.nbytes > FROZEN_BYTES
        for weight, array in zip(model.weights, arrays, strict=True)
    ]
    travel = sum(array.nbytes for array, one_stays in zip(arrays, stays, strict=True) if not one_stays)
    share = max_bytes if travel <= max_bytes else 0
    return tuple(
        Array(dtype=array.dtype.name[:200], shape=array.shape, sha256=weight_digest(array))
        if one_stays
        else Array.from_values(array, max_bytes=share)
        for array, one_stays in zip(arrays, stays, strict=True)
    )


def weight_digest(array: Values) -> str:
    """The sha256 of a weight's bytes, in C order."""
    return sha256(np.ascontiguousarray(array).data).hexdigest()


def outputs(model: keras.Model, shape: tuple[int | None, ...] | None, *, seed: int, max_bytes: int) -> Array | None:
    """A model's outputs outside training for four inputs from 0 to 1, float32 (4, *shape[1:]), drawn from a seed.

    None if it does not have exactly one input of known shape, or does not answer with one tensor.
    """
    inputs = batch(shape, seed)
    if inputs is None:
        return None
    try:
        answer = model(tf.constant(inputs), training=False)
    except Exception:  # noqa: BLE001 - a learner's own layer may raise anything
        return None
    return Array.from_values(np.asarray(answer), max_bytes=max_bytes) if isinstance(answer, tf.Tensor) else None


def batch(shape: tuple[int | None, ...] | None, seed: int) -> Values | None:
    """Four inputs from 0 to 1, float32 (4, *shape[1:]), drawn from a seed; None if the shape is not known."""
    axes = [axis for axis in (shape or ())[1:] if axis is not None]
    if not shape or len(axes) != len(shape[1:]):
        return None
    return np.random.default_rng(seed).random((HIDDEN_INPUTS, *axes), np.float32)


def predict_images(model: Any, images: Array) -> Values:
    """A model's outputs outside training for images (images, …), scaled to float32 from 0 to 1 if they are uint8."""
    pixels = images.numpy()
    scaled = pixels.astype(np.float32) / 255 if pixels.dtype == np.uint8 else pixels
    answer: Callable[[tf.Tensor], Any] = partial(model, training=False) if isinstance(model, keras.Model) else model
    size = _size(scaled, COMPILED_PIXELS)
    if size < min(BATCH, len(scaled)) and _can_be_compiled(model):
        spec = tf.TensorSpec((None, *scaled.shape[1:]), scaled.dtype)
        answer = tf.function(answer, input_signature=[spec], autograph=False)
    else:
        size = _size(scaled, BATCH_PIXELS)
    batches = (scaled[start : start + size] for start in range(0, len(scaled), size))
    return np.concatenate([np.asarray(answer(tf.constant(batch))) for batch in batches])


def _size(images: Values, most: int) -> int:
    """The number of images that together have at most `most` numbers, but at least one."""
    return max(1, min(BATCH, most * len(images) // max(images.size, 1)))


def _can_be_compiled(model: Any) -> bool:
    """Whether a model contains no learner code, and this process has the threads that functions need.

    For a pretrained network, compiling costs half a second, and saves one of the seconds that 200 photographs take.
    """
    return isinstance(model, keras.Model) and _of_keras(model) and not are_functions_forbidden()


def images_and_labels(part: DataSplit) -> tuple[Array, Array]:
    """All images of a part, uint8 (images, height, width, channels), and their labels, int64 (images,).

    Raises the exceptions of tfds if there is no such data set or split.
    """
    images, labels = tfds.load(part.data, split=part.split, as_supervised=True, batch_size=-1)
    return Array.from_values(np.asarray(images)), Array.from_values(np.asarray(labels))


MAX_MODELS = 10
"""The most models that are asked, each object once, however many names it has."""


def poll_models(value: Any, models: Mapping[str, keras.Model], array_bytes: int) -> Answers:
    """The models' outputs for a value, outside training. Models that refuse the value are left out."""
    inputs = Array.from_values(np.asarray(value).astype(np.float32))
    said = dict(_said(inputs, _distinct(models), array_bytes // MAX_MODELS))
    if len(inputs.data or b"") > array_bytes:
        inputs = Array(dtype=inputs.dtype, shape=inputs.shape)
    return Answers(inputs=inputs, models=said)


def _distinct(models: Mapping[str, keras.Model]) -> dict[str, keras.Model]:
    """Each model once, under its first name, up to the number of models that are asked."""
    each: dict[int, tuple[str, keras.Model]] = {}
    for name, model in models.items():
        each.setdefault(id(model), (name, model))
    return dict(list(each.values())[:MAX_MODELS])


def _said(inputs: Array, models: Mapping[str, keras.Model], max_bytes: int) -> Iterator[tuple[str, Array]]:
    for name, model in models.items():
        try:
            yield name[:200], Array.from_values(predict_images(model, inputs), max_bytes=max_bytes)
        except Exception:  # noqa: BLE001, S112 - most models were not made for this value
            continue


def maker(cls: Callable[..., Any], ask: Make) -> Callable[..., object]:
    """A function that makes an object with its arguments, gives it hidden weights, and returns the object's answer."""

    def made(*arguments: Any) -> object:
        one = cls(*(_plain(argument) for argument in arguments))
        _answer(one, ask.inputs)  # makes its weights
        for weight, value in _hidden_weights(one, ask.seed):
            weight.assign(value)
        return _answer(one, ask.inputs)

    return made


def _plain(argument: Any) -> Any:
    """A number as a Python number; a tensor with axes unchanged."""
    return argument if argument.shape.rank else argument.numpy().item()


def _answer(one: Any, inputs: Array) -> object:
    options = {"training": False} if isinstance(one, keras.Model) else {}
    return one(tf.constant(inputs.numpy()), **options)


def _hidden_weights(one: Any, seed: int) -> Iterator[tuple[Any, Values]]:
    """Yield each weight with its hidden value. It depends on the weight's shape, so that the order of creation does not
    matter.

    The order does matter among weights of the same shape.
    """
    seen: Counter[tuple[int, ...]] = Counter()
    for weight in getattr(one, "weights", ()):
        shape = tuple(int(axis) for axis in weight.shape)
        random = np.random.default_rng([seed, seen[shape], *shape])
        seen[shape] += 1
        yield weight, random.standard_normal(shape, np.float32) / np.float32(np.sqrt(max(shape[:-1], default=4) or 1))
