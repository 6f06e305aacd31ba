"""What a learner's models say of a value of his own, and what objects of his class say of a hidden one."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.evidence import Answers, Array, Make
from grader.kernel.model_parts import Values, predict_images

MAX_MODELS = 10
"""That are asked, each object once however many names it has."""


def poll_models(value: Any, models: Mapping[str, keras.Model], array_bytes: int) -> Answers:
    """The models' outputs for a value, outside training. Those that refuse it are left out."""
    inputs = Array.from_values(np.asarray(value).astype(np.float32))
    said = dict(_said(inputs, _distinct(models), array_bytes // MAX_MODELS))
    return Answers(inputs=inputs if len(inputs.data or b"") <= array_bytes else _without(inputs), models=said)


def _without(array: Array) -> Array:
    return Array(dtype=array.dtype, shape=array.shape)


def _distinct(models: Mapping[str, keras.Model]) -> dict[str, keras.Model]:
    """Each model once, under the first of its names, and no more of them than are asked."""
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
    """A function that makes an object with its arguments, gives it hidden weights, and returns what it then returns."""

    def made(*arguments: Any) -> object:
        one = cls(*(_plain(argument) for argument in arguments))
        _answer(one, ask.inputs)  # by which it makes its weights
        for weight, value in _hidden_weights(one, ask.seed):
            weight.assign(value)
        return _answer(one, ask.inputs)

    return made


def _plain(argument: Any) -> Any:
    """A number as Python has it; a tensor with axes as it is."""
    return argument if argument.shape.rank else argument.numpy().item()


def _answer(one: Any, inputs: Array) -> object:
    options = {"training": False} if isinstance(one, keras.Model) else {}
    return one(tf.constant(inputs.numpy()), **options)


def _hidden_weights(one: Any, seed: int) -> Iterator[tuple[Any, Values]]:
    """Each weight with its hidden value, which follows from its shape, so that the order of creation does not matter.

    Among weights of one shape it is.
    """
    seen: Counter[tuple[int, ...]] = Counter()
    for weight in getattr(one, "weights", ()):
        shape = tuple(int(axis) for axis in weight.shape)
        random = np.random.default_rng([seed, seen[shape], *shape])
        seen[shape] += 1
        yield weight, random.standard_normal(shape, np.float32) / np.float32(np.sqrt(max(shape[:-1], default=4) or 1))
