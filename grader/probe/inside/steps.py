"""The records of a model's calls: the steps of its layers, the arguments of each, and operations between layers.

`CallArguments` contains the tensors of one call of a layer in one order, however they were passed, and its options.
`mha(x, x)`, `mha(query=x, value=x)` and `mha(x, x, key=x)` mean the same. `lstm(x, initial_state=[h, c])` and the same
call with `[c, h]` do not.
"""

import contextlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

ATTENTION = (keras.layers.Attention, keras.layers.AdditiveAttention)
"""Layers that take query, value and (unless it is the value) key as one list."""
MULTI_HEAD = (keras.layers.MultiHeadAttention, keras.layers.GroupQueryAttention)
"""Layers that take query, value and key as separate arguments."""
CONTEXT = frozenset(["training"])
"""The arguments that a model passes on to all its layers."""

Tensors = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class CallArguments:
    """The arguments of one call."""

    tensors: Tensors
    """The tensors in the order of the signature of the layer's `call`, including masks that Keras adds."""
    options: dict[str, object]
    """Maps each argument to its value without tensors: a plain value, or the places at which it contains tensors."""


def call_arguments(
    layer: keras.layers.Layer, passed: tuple[tuple[Any, ...], dict[str, Any]], is_tensor: Callable[[object], bool]
) -> CallArguments:
    """The arguments of a call of one of Keras' layers. Raises TypeError if they don't fit its signature."""
    args, kwargs = passed
    signature = inspect.signature(layer.call)
    known = {name: value for name, value in kwargs.items() if name in signature.parameters}
    given = signature.bind(*args, **known).arguments
    first, *_ = signature.parameters
    _add_masks(given, signature, is_tensor)
    _spell_out_keys(layer, given, first)
    tensors: list[Any] = []
    options: dict[str, object] = {}
    for name, parameter in signature.parameters.items():
        value = given.get(name)
        if name in CONTEXT or value is None:
            continue
        parts = list(_flat(value))
        tensors += (part for part in parts if is_tensor(part))
        if any(is_tensor(part) for part in parts):
            if parameter.default is not inspect.Parameter.empty:
                options[name] = ", ".join("tensor" if is_tensor(part) else str(part) for part in parts)
        elif any(part is not None for part in parts) and not _is_default(value, parameter.default):
            options[name] = value
    return CallArguments(tuple(tensors), options)


def _is_default(value: object, default: object) -> bool:
    return type(value) is type(default) and value == default


def _spell_out_keys(layer: keras.layers.Layer, given: dict[str, Any], first: str) -> None:
    """If an attention gets no key, make the value its key, as Keras does, and mask it once."""
    if isinstance(layer, MULTI_HEAD):
        given.setdefault("key", given.get("value"))
        if given.get("key_mask") is given.get("value_mask"):
            given.pop("key_mask", None)
    elif isinstance(layer, ATTENTION) and isinstance(given[first], list | tuple):
        given[first] = [*given[first], *given[first][1:2]][:3]
        given["mask"] = [*(given.get("mask") or ())][1:2]  # the query's mask has no effect


def _add_masks(given: dict[str, Any], signature: inspect.Signature, is_tensor: Callable[[object], bool]) -> None:
    """Add the masks that Keras takes from the tensors themselves."""
    own = {name: value for name, value in given.items() if any(map(is_tensor, _flat(value)))}
    for name, value in own.items():
        mask = "mask" if len(own) == 1 else f"{name}_mask"
        if mask in signature.parameters and given.get(mask) is None:
            given[mask] = keras.tree.map_structure(mask_of, value)


def mask_of(tensor: object) -> Any:
    """The mask that a tensor carries, or None."""
    return getattr(tensor, "_keras_mask", None)


def _flat(value: object) -> Iterator[object]:
    """Yield the items of a structure of lists, tuples and dicts, in Keras' order."""
    match value:
        case list() | tuple():
            for one in value:
                yield from _flat(one)
        case dict():
            for key in sorted(value, key=str):
                yield from _flat(value[key])
        case _:
            yield value


Shape = tuple[int | None, ...]
Values = npt.NDArray[Any]


class UnclearModelError(Exception):
    """The steps of a model can't be found in this way."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An operation that is not a layer."""

    kind: str
    name: str = "function"
    """The name that is shown to people."""
    settings: Mapping[str, bool | int | str | Values] = field(default_factory=dict)
    response: Values | None = None
    """Its result on the grid, if it is an activation or has one."""
    layer: keras.layers.Layer | None = None
    """The learner's own layer whose weights it uses."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a layer, or an operation between layers."""

    does: keras.layers.Layer | Piece
    inputs: tuple[int, ...] | None
    """The places of the steps whose outputs it takes; None if it takes the result of the step before."""
    shape: Shape | None
    """The shape of its output; None if it has several outputs or the shape is unknown."""
    always: bool = False
    """Whether it is called with `training=True`, even if the model passes a different value."""
    options: Mapping[str, object] = field(default_factory=dict)
    """The arguments of the call without tensors, as in `CallArguments`."""


@dataclass(frozen=True, slots=True)
class Wiring:
    """All steps of a model, each after the steps whose outputs it takes."""

    steps: tuple[Step, ...]
    ends: tuple[int, ...] | None
    """The places of the steps whose outputs the model returns; None for the last one."""


START = Piece(kind="InputLayer")
"""The start of one of the model's inputs."""


def output_piece(number: int) -> Piece:
    """One of several outputs of the step before it, counted from 0."""
    return Piece(kind="Output", name="output", settings={"number": number})


def is_plain_layer(layer: object) -> bool:
    """Whether a layer belongs to Keras, and contains neither learner code nor layers of a different model."""
    own = isinstance(layer, keras.layers.Layer) and type(layer).__module__.startswith("keras.")
    return own and not isinstance(layer, keras.Model | keras.layers.Lambda)


def is_plain_model(model: object) -> bool:
    """Whether it is a model without custom code, apart from its layers."""
    return type(model) is keras.Sequential or (isinstance(model, keras.Model) and type(model).__name__ == "Functional")


def input_shape(model: keras.Model) -> Shape | None:
    """The shape of a model's only input, with open batch size; None if it is unknown or there are several."""
    with contextlib.suppress(AttributeError, ValueError):  # never called, or a learner's own class
        return as_shape(model.input_shape)
    try:
        shape = as_shape(model.get_build_config()["input_shape"])
    except Exception:  # noqa: BLE001 - a learner's class may return anything
        return None
    return (None, *shape[1:]) if shape else None


def shape_of(tensor: Any) -> Shape | None:
    """A tensor's shape, symbolic or not; None if not even its rank is known."""
    shape = tensor.shape
    return as_shape(tuple(shape)) if getattr(shape, "rank", 0) is not None else None


def as_shape(shape: object) -> Shape | None:
    """A shape as a tuple of sizes, or None."""
    if isinstance(shape, tuple | list) and all(axis is None or isinstance(axis, int) for axis in shape):
        return tuple(shape)
    return None


def response(function: Any, grid: Values, rank: int) -> Values | None:
    """A function's outputs for the grid, shaped as inputs of that rank; None if it is not an activation.

    A softmax over the second axis equals one over the last axis only for inputs with two axes. So each axis between the
    first and the last in turn holds the grid's rows. If that makes a difference, the outputs of all turns are returned,
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
