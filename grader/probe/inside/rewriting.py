"""A model that contains code, expressed in Keras' own layers, so that a clean room can rebuild it.

The model was called on symbols and watched (`grader.probe.inside.tracing`). If each of its steps is one of Keras' own
layers, or does what one of them does, the same steps make a functional model with the same weights. The result counts
only if it answers as the model does and contains all of its weights.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.probe.inside.steps import (
    START,
    Piece,
    Shape,
    Step,
    UnclearModelError,
    Values,
    Wiring,
    is_plain_layer,
    response,
)

ACTIVATIONS = (
    *("relu", "softmax", "sigmoid", "tanh", "elu", "selu", "gelu", "softplus", "softsign", "silu", "leaky_relu"),
    *("relu6", "exponential", "log_softmax", "hard_sigmoid", "mish", "log_sigmoid", "linear"),
)
"""Names of Keras' own activations, the usual ones first."""
ACTIVATION_SETTINGS = ("activation", "recurrent_activation")
"""The attributes of layers that contain an activation."""
MERGING = frozenset(["Add", "Multiply", "Subtract"])
POOLING = frozenset(["MaxPooling2D", "AveragePooling2D"])
REDUCING = {"Mean": "GlobalAveragePooling2D", "Max": "GlobalMaxPooling2D"}
"""Operations over both axes of a picture."""
FLAT = 2
"""The number of axes after such an operation."""
_RTOL, _ATOL = 1e-4, 1e-5
"""As wide as rounding when sums are reordered."""


def rewrite_model(model: keras.Model, wiring: Wiring, grid: Values, inputs: Values | None) -> keras.Model | None:
    """A functional model of Keras' layers that does what a model's steps do; None if it can't be made.

    Activations are called on `grid`, float32 (rows, values). Both models must give the same answers to `inputs`,
    float32 (examples, …).
    """
    if inputs is None or not model.weights:
        return None
    try:
        again = _Rewriting(grid).functional(wiring)
        return again if _is(again, model, inputs) else None
    except Exception:  # noqa: BLE001 - a learner's own layer may raise anything
        return None


@contextmanager
def named_activations(layers: Iterable[keras.layers.Layer], grid: Values) -> Iterator[None]:
    """Temporarily give layers Keras' own activation wherever their activation does the same.

    A function of a learner's own can't be described, and a clean room would run none.
    """
    theirs = [
        (vars(layer), key, vars(layer)[key])
        for layer in layers
        for key in ACTIVATION_SETTINGS
        if callable(vars(layer).get(key)) and not is_plain_layer(vars(layer)[key])
    ]
    try:
        for attributes, key, function in theirs:
            name = _activation_name(response(function, grid, 2), grid)
            attributes[key] = keras.activations.get(name) if name else function  # bypasses Keras' lock on built layers
        yield
    finally:
        for attributes, key, function in theirs:
            attributes[key] = function


def _activation_name(said: Values | None, grid: Values) -> str:
    """The name of Keras' activation that has this result on the grid; empty if none has."""
    if said is None:
        return ""
    own = ((name, response(keras.activations.get(name), grid, 2)) for name in ACTIVATIONS)
    return next((name for name, answer in own if answer is not None and _alike(answer, said)), "")


def _is(again: keras.Model, model: keras.Model, inputs: Values) -> bool:
    """Whether two models have the same weights and the same answers outside training."""
    shapes = [sorted(tuple(weight.shape) for weight in one.weights) for one in (again, model)]
    if shapes[0] != shapes[1]:
        return False
    said, own = (np.asarray(one(tf.constant(inputs), training=False)) for one in (again, model))
    return _alike(said, own)


@dataclass(slots=True)
class _Rewriting:
    """The layers that replace a model's layers; more are added while the model is rewritten."""

    grid: Values
    layers: dict[int, keras.layers.Layer] = field(default_factory=dict)
    """Maps the id of each layer of the model to its replacement."""
    weights: list[tuple[keras.layers.Layer, list[Values]]] = field(default_factory=list)

    def functional(self, wiring: Wiring) -> keras.Model:
        """The functional model. Raises `UnclearModelError` if no layer of Keras does a step, and Keras' errors."""
        tensors: list[Any] = []
        starts: list[Any] = []
        for step in wiring.steps:
            if step.does is START:
                starts.append(keras.Input(batch_shape=_known(step)))
                tensors.append(starts[-1])
            else:
                given = [tensors[place] for place in _inputs(step)]
                tensors.append(self._layer(step)(given[0] if len(given) == 1 else given))
        ends = [tensors[place] for place in wiring.ends or ()]
        model = keras.Model(starts, ends[0] if len(ends) == 1 else ends)
        for layer, values in self.weights:
            layer.set_weights(values)
        return model

    def _layer(self, step: Step) -> keras.layers.Layer:
        does = step.does
        if isinstance(does, Piece):
            return self._owned(does.layer, _dense(does)) if does.layer is not None else self._piece(does, step)
        if isinstance(does, keras.layers.Lambda):
            said = response(does, self.grid, max(2, len(_known(step))))
            return self._activation(said)
        if not is_plain_layer(does):
            raise UnclearModelError
        with named_activations([does], self.grid):
            config = does.get_config()
        return self._owned(does, type(does).from_config(config))

    def _owned(self, layer: keras.layers.Layer, fresh: keras.layers.Layer) -> keras.layers.Layer:
        """The replacement for a layer with weights; it is the same at each call of the layer."""
        if id(layer) not in self.layers:
            values = [np.asarray(weight) for weight in layer.weights]
            ordered = values if is_plain_layer(layer) else sorted(values, key=np.ndim, reverse=True)
            self.layers[id(layer)] = fresh
            self.weights.append((fresh, ordered))
        return self.layers[id(layer)]

    def _piece(self, piece: Piece, step: Step) -> keras.layers.Layer:
        """The layer that does what operations between layers do."""
        if piece.response is not None:
            return self._activation(piece.response)
        return _merging(piece) or _reducing(piece, _known(step))

    def _activation(self, said: Values | None) -> keras.layers.Layer:
        """The activation or scaling layer that has the same result on the grid."""
        if said is None:
            raise UnclearModelError
        if name := _activation_name(said, self.grid):
            return keras.layers.Activation(name)
        scale, offset = np.polyfit(self.grid.ravel().astype(np.float64), said.ravel().astype(np.float64), 1)
        if not _alike(scale * self.grid + offset, said):
            raise UnclearModelError
        return keras.layers.Rescaling(float(scale), float(offset))


def _alike(one: Values, other: Values) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=_RTOL, atol=_ATOL, equal_nan=True))


def _merging(piece: Piece) -> keras.layers.Layer | None:
    """The layer that does what an operation does for any shapes; None if there is none."""
    settings = piece.settings
    if piece.kind == "Dropout":
        return keras.layers.Dropout(float(settings["rate"]))
    if piece.kind in MERGING and not settings:
        return getattr(keras.layers, piece.kind)()
    return keras.layers.Concatenate(axis=int(settings["constant 1"])) if piece.kind == "Concatenate" else None


def _reducing(piece: Piece, shape: Shape) -> keras.layers.Layer:
    """The layer that changes the shape as an operation does. Raises `UnclearModelError` if there is none."""
    settings = piece.settings
    if piece.kind in POOLING:
        size, strides = (tuple(np.asarray(settings[key], int)) for key in ("pool_size", "strides"))
        return getattr(keras.layers, piece.kind)(size, strides, padding=settings["padding"])
    if piece.kind in REDUCING and [*np.ravel(settings["constant 1"])] == [1, 2] and len(shape) == FLAT:
        return getattr(keras.layers, REDUCING[piece.kind])()
    if piece.kind == "Reshape" and None not in shape[1:]:
        return keras.layers.Reshape(shape[1:])
    raise UnclearModelError


def _dense(piece: Piece) -> keras.layers.Layer:
    return keras.layers.Dense(piece.settings["units"], use_bias=piece.settings["use_bias"])


def _inputs(step: Step) -> tuple[int, ...]:
    """The steps whose outputs go into one. Raises `UnclearModelError` if they are unknown or the call is unusual."""
    if not step.inputs or step.always or step.options or step.shape is None:
        raise UnclearModelError
    return step.inputs


def _known(step: Step) -> Shape:
    if step.shape is None:
        raise UnclearModelError
    return step.shape
