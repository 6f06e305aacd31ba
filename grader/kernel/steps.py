"""The records of a model's calls: steps, and operations that are not layers."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

Shape = tuple[int | None, ...]
Values = npt.NDArray[Any]


class UnclearModelError(Exception):
    """The steps of a model can't be found in this way."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An operation that is not a layer."""

    kind: str
    name: str = "function"
    """For people to read."""
    settings: Mapping[str, bool | int | str | Values] = field(default_factory=dict)
    response: Values | None = None
    """What it makes of the grid, where it is an activation or has one."""
    layer: keras.layers.Layer | None = None
    """The learner's own layer whose weights it works with."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a layer, or an operation between layers."""

    does: keras.layers.Layer | Piece
    inputs: tuple[int, ...] | None
    """Places of the steps whose outputs go in; None for whatever the step before gives."""
    shape: Shape | None
    """Of its output; None where it has several, or none is known."""
    always: bool = False
    """Whether it is called with `training=True`, whatever the model does."""
    options: Mapping[str, object] = field(default_factory=dict)
    """What the call was given beside tensors, as `grader.kernel.call_arguments` has it."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """All steps of a model, each after those that go into it."""

    steps: tuple[Step, ...]
    ends: tuple[int, ...] | None
    """Places of the steps whose outputs the model gives back; None for the last one."""


START = Piece(kind="InputLayer")
"""Where one of the model's inputs comes in."""


def output_piece(number: int) -> Piece:
    """One of several outputs of the step that goes in, counted from 0."""
    return Piece(kind="Output", name="output", settings={"number": number})


def is_plain_layer(layer: object) -> bool:
    """Whether a layer is one of Keras' own that holds no code of a learner's and no other model's layers."""
    own = isinstance(layer, keras.layers.Layer) and type(layer).__module__.startswith("keras.")
    return own and not isinstance(layer, keras.Model | keras.layers.Lambda)


def is_plain_model(model: object) -> bool:
    """Whether it is a model that has no code of its own, its layers aside."""
    return type(model) is keras.Sequential or (isinstance(model, keras.Model) and type(model).__name__ == "Functional")


def input_shape(model: keras.Model) -> Shape | None:
    """The shape of a model's one input, the batch open; None where it is not known or there are several."""
    with contextlib.suppress(AttributeError, ValueError):  # never called, or a class of the learner's own
        return as_shape(model.input_shape)
    try:
        shape = as_shape(model.get_build_config()["input_shape"])
    except Exception:  # noqa: BLE001 - a learner's class may say anything
        return None
    return (None, *shape[1:]) if shape else None


def shape_of(tensor: Any) -> Shape | None:
    """A tensor's shape, symbolic or not; None where not even its rank is known."""
    shape = tensor.shape
    return as_shape(tuple(shape)) if getattr(shape, "rank", 0) is not None else None


def as_shape(shape: object) -> Shape | None:
    """A shape as a tuple of sizes, or None."""
    if isinstance(shape, tuple | list) and all(axis is None or isinstance(axis, int) for axis in shape):
        return tuple(shape)
    return None


def response(function: Any, grid: Values, rank: int) -> Values | None:
    """A function's outputs for the grid, laid out as inputs of that rank; None where it is not an activation's.

    A softmax over the second axis is one over the last for inputs of two axes alone. So each axis between the first
    and the last takes its turn to hold the grid's rows. Where that matters, the outputs of all turns are given,
    (turns, rows, values).
    """
    answers = []
    for axis in range(max(1, rank - 1)):
        shape = tuple(len(grid) if place == axis else 1 for place in range(rank - 1)) + grid.shape[1:]
        try:
            answer = np.asarray(function(tf.constant(grid.reshape(shape))))
        except Exception:  # noqa: BLE001 - a learner's own function may raise anything
            return None
        if answer.shape != shape:
            return None
        answers.append(answer.reshape(grid.shape))
    alike = all(np.allclose(one, answers[0], rtol=1e-4, atol=1e-5, equal_nan=True) for one in answers)
    return answers[0] if alike else np.stack(answers)
