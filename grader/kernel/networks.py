"""A Keras model's structure as evidence."""

from collections.abc import Iterator
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf

from grader.evidence import Activation, Array, Layer, Layers

CALLED_LAYERS = (
    keras.layers.ReLU,
    keras.layers.LeakyReLU,
    keras.layers.ELU,
    keras.layers.Softmax,
    keras.layers.Lambda,
)
"""Layers that are activation functions themselves, without an `activation` of their own."""

UNTOLD = frozenset(["name", "trainable", "dtype", "activation", "batch_shape", "batch_input_shape", "seed"])
"""Settings by which layers are not told apart, or that travel by other fields."""
UNTOLD_ENDINGS = ("_initializer", "_regularizer", "_constraint")

MAX_LAYERS = 1_000


def describe(model: keras.Model, grid: Array) -> Layers:
    """The model's layers in order, each with what tells it apart. `grid` is what activations are called on."""
    return Layers(
        kind=_kind(model),
        built=bool(model.built),
        input_shape=_input_shape(model),
        layers=tuple(_layer(layer, grid) for layer in model.layers[:MAX_LAYERS]),
        weights=_weight_shapes(model),
    )


def _input_shape(model: keras.Model) -> tuple[int | None, ...] | None:
    try:
        return _shape(model.input_shape)
    except (AttributeError, ValueError):  # never called, or subclassed
        return None


def _kind(model: keras.Model) -> Literal["sequential", "functional", "subclassed"]:
    if isinstance(model, keras.Sequential):
        return "sequential"
    return "functional" if type(model).__name__ == "Functional" else "subclassed"


def _layer(layer: keras.layers.Layer, grid: Array) -> Layer:
    return Layer(
        name=str(layer.name)[:200],
        kind=type(layer).__name__[:200],
        settings=dict(_settings(layer)),
        activation=_activation(layer, grid),
        weights=_weight_shapes(layer),
        trainable=_trainable(layer),
        output_shape=_output_shape(layer),
    )


def _trainable(layer: keras.layers.Layer) -> bool:
    """Whether training changes it. A nested model forgets its own word when it is put together anew, its layers not."""
    if isinstance(layer, keras.Model) and layer.weights:
        return bool(layer.trainable_weights)
    return bool(layer.trainable)


def _weight_shapes(owner: Any) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(axis) for axis in weight.shape) for weight in owner.weights)


def _output_shape(layer: keras.layers.Layer) -> tuple[int | None, ...] | None:
    try:
        return _shape(layer.output.shape)
    except (AttributeError, ValueError, RuntimeError):  # not called, or called more than once
        return None


def _shape(shape: object) -> tuple[int | None, ...] | None:
    if isinstance(shape, tuple) and all(axis is None or isinstance(axis, int) for axis in shape):
        return shape
    return None


def _settings(layer: keras.layers.Layer) -> Iterator[tuple[str, bool | int | str | Array]]:
    """The telling part of a layer's own configuration; a layer that cannot give one has none."""
    try:
        config = layer.get_config()
    except Exception:  # noqa: BLE001 - a learner's own layer may raise anything
        return
    for key, value in config.items():
        told = _setting(value)
        if told is not None and key not in UNTOLD and not key.endswith(UNTOLD_ENDINGS):
            yield str(key)[:200], told


def _setting(value: object) -> bool | int | str | Array | None:
    match value:
        case bool():
            return value
        case int() if value >= 0:
            return value
        case str():
            return value[:2000]
        case int() | float():
            return Array.of(np.float64(value))
        case tuple() | list() if value and all(isinstance(part, int | float) for part in value):
            return Array.of(np.asarray(value, np.float64))
    return None


def _activation(layer: keras.layers.Layer, grid: Array) -> Activation | None:
    """What the layer's activation function answers on the grid, and what it calls itself."""
    function = layer if isinstance(layer, CALLED_LAYERS) else getattr(layer, "activation", None)
    if not callable(function):
        return None
    name = getattr(function, "__name__", None) or getattr(function, "name", None) or type(function).__name__
    return Activation(name=str(name)[:200], response=_response(function, grid))


def _response(function: Any, grid: Array) -> Array | None:
    try:
        response = np.asarray(function(tf.constant(grid.numpy())))
    except Exception:  # noqa: BLE001 - a learner's own function may raise anything
        return None
    return Array.of(response, max_bytes=16 * len(grid.data or b""))
