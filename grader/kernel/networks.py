"""A Keras model's structure as evidence: every call of a layer in it, and how they hang together."""

from collections.abc import Iterator
from inspect import signature
from typing import Any, Literal

import keras
import msgspec
import numpy as np

from grader.evidence import Activation, Array, Layer, Layers
from grader.kernel.call_graph import wiring
from grader.kernel.steps import Piece, Step, Values, Wiring, input_shape, is_plain_layer, response

CALLED_LAYERS = (keras.layers.ReLU, keras.layers.LeakyReLU, keras.layers.ELU, keras.layers.Softmax, keras.layers.Lambda)
"""Layers that are activation functions themselves, without an `activation` of their own."""

UNTOLD = frozenset(["name", "trainable", "dtype", "activation", "batch_shape", "batch_input_shape", "seed"])
"""Settings that do not distinguish layers, or that travel in other fields."""
UNTOLD_ENDINGS = ("_initializer", "_regularizer", "_constraint")

MAX_LAYERS = 1_000
MAX_NUMBERS = 1_000
"""Of one setting."""


def model_steps(model: keras.Model, grid: Array) -> Wiring:
    """The steps that a model takes. `grid`, float32 (rows, values), is what activations are called on."""
    return wiring(model, grid.numpy(), MAX_LAYERS)


def describe_model(model: keras.Model, grid: Array, found: Wiring | None = None) -> Layers:
    """The model's layers, each with its settings; `found` are its steps, where they are known already."""
    values = grid.numpy()
    found = found or model_steps(model, grid)
    return Layers(
        kind=_kind(model),
        built=bool(model.built),
        input_shape=input_shape(model),
        layers=tuple(_described(found.steps, values)),
        weights=_weight_shapes(model),
        ends=found.ends,
    )


def _kind(model: keras.Model) -> Literal["sequential", "functional", "subclassed"]:
    if isinstance(model, keras.Sequential):
        return "sequential"
    return "functional" if type(model).__name__ == "Functional" else "subclassed"


def _described(steps: tuple[Step, ...], grid: Values) -> Iterator[Layer]:
    first: dict[int, int] = {}
    for place, step in enumerate(steps):
        owner = step.does.layer if isinstance(step.does, Piece) else step.does
        before = place if owner is None else first.setdefault(id(owner), place)
        layer = _operation(step, step.does) if isinstance(step.does, Piece) else _layer(step, step.does, grid)
        yield msgspec.structs.replace(
            layer,
            weights=() if owner is None else _weight_shapes(owner),
            trainable=owner is None or bool(owner.trainable),
            same_as=before if before < place else None,
        )


def _layer(step: Step, layer: keras.layers.Layer, grid: Values) -> Layer:
    settings: dict[str, bool | int | str | Array | None] = dict(_settings(layer))
    return Layer(
        name=str(layer.name)[:200],
        kind=type(layer).__name__[:200],
        settings=settings | {"always": True} if step.always else settings,
        activation=_activation(layer, grid, len(step.shape or ())),
        weights=(),
        trainable=True,
        output_shape=step.shape,
        inputs=step.inputs,
    )


def _operation(step: Step, piece: Piece) -> Layer:
    activation = None
    if piece.response is not None:
        activation = Activation(name=piece.name, response=Array.from_values(piece.response))
    told = ((key, setting(value)) for key, value in [*piece.settings.items(), ("always", step.always or None)])
    return Layer(
        name=piece.name,
        kind=piece.kind,
        settings={key: value for key, value in told if value is not None},
        activation=activation,
        weights=(),
        trainable=True,
        output_shape=step.shape,
        inputs=step.inputs,
    )


def _weight_shapes(owner: Any) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(axis) for axis in weight.shape) for weight in owner.weights)


def _settings(layer: keras.layers.Layer) -> Iterator[tuple[str, bool | int | str | Array]]:
    """The telling part of a layer's own configuration; a layer that cannot give one has none."""
    try:
        config = layer.get_config()
    except Exception:  # noqa: BLE001 - a learner's own layer may raise anything, and his activation has no name
        config = _arguments(layer) if is_plain_layer(layer) else {}
    for key, value in config.items():
        told = setting(value)
        if told is not None and key not in UNTOLD and not key.endswith(UNTOLD_ENDINGS):
            yield str(key)[:200], told


def _arguments(layer: keras.layers.Layer) -> dict[str, object]:
    """What a layer was made with, as it keeps it."""
    names = signature(type(layer).__init__).parameters
    return {name: getattr(layer, name) for name in names if hasattr(layer, name)}


def setting(value: object) -> bool | int | str | Array | None:
    """A setting as evidence; None for anything but numbers and words."""
    match value:
        case bool():
            return value
        case int() if value >= 0:
            return value
        case str():
            return value[:2000]
        case int() | float() | np.number():
            return Array.from_values(np.float64(value))
        case tuple() | list() | np.ndarray():
            return _numbers(value)
    return None


def _numbers(value: object) -> Array | None:
    """Several numbers, of which those that are left open are NaN; None where they are not numbers."""
    try:
        array = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        return None
    return Array.from_values(array) if 0 < array.size <= MAX_NUMBERS else None


def _activation(layer: keras.layers.Layer, grid: Values, rank: int) -> Activation | None:
    """What the layer's activation function answers on the grid, and what it calls itself."""
    function = layer if isinstance(layer, CALLED_LAYERS) else getattr(layer, "activation", None)
    if not callable(function):
        return None
    name = getattr(function, "__name__", None) or getattr(function, "name", None) or type(function).__name__
    said = response(function, grid, max(2, rank))
    return Activation(name=str(name)[:200], response=None if said is None else Array.from_values(said))
