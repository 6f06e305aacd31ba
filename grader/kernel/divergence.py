"""Where a model first departs from the reference: both get the reference's weights, and one batch runs through both.

Layers that say in other words what the reference says give its numbers all the same. The first layer of the model's
after the last such one is where it goes wrong.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from grader.evidence import Divergence
from grader.kernel.networks import CALLED_LAYERS

_RTOL, _ATOL = 1e-3, 1e-4
"""Far wider than the same sums in another order, far closer than any two different layers."""

ACTIVATIONS = (keras.layers.Activation, keras.layers.PReLU, *CALLED_LAYERS)

Values = npt.NDArray[Any]


def divergence(model: keras.Model, reference: keras.Model, inputs: Values | None) -> Divergence | None:
    """The first layer of a model whose output no layer of the reference has, once it has the reference's weights.

    None where that is not known: models that take other inputs, or whose layers all agree.
    """
    if inputs is None or tuple(model.input_shape) != tuple(reference.input_shape):
        return None
    weighted = transplant(reference, model)
    known = [output for _, output in _outputs(reference, inputs)]
    own = list(_outputs(model, inputs))
    agreeing = [number for number, (_, output) in enumerate(own) if any(_same(output, one) for one in known)]
    last = max(agreeing, default=-1)
    if last + 1 >= len(own):
        return None
    layer, after = _culprit([one for one, _ in own[last + 1 :]]), own[last][0].name if last >= 0 else ""
    return Divergence(
        layer=str(layer.name)[:200], kind=type(layer).__name__[:200], after=str(after)[:200], weighted=weighted
    )


def _culprit(departing: list[keras.layers.Layer]) -> keras.layers.Layer:
    """The first of the layers that depart; the activation after it where it left that to a layer of its own."""
    first, *others = departing
    linear = getattr(first, "activation", None) is keras.activations.linear
    return others[0] if linear and others and isinstance(others[0], ACTIVATIONS) else first


def transplant(reference: keras.Model, model: keras.Model) -> bool:
    """Put the reference's weights into the layers of a model that take them; whether all found a place.

    Layers are paired in order by the shapes of their weights, so that one layer too many leaves the others theirs.
    """
    theirs, ours = ([layer for layer in one._flatten_layers() if _leaf(layer)] for one in (reference, model))  # noqa: SLF001 - nested models' layers too, which nothing public lists
    matcher = SequenceMatcher(None, [_shapes(one) for one in theirs], [_shapes(one) for one in ours], autojunk=False)
    placed = 0
    for block in matcher.get_matching_blocks():
        for given, taking in zip(theirs[block.a : block.a + block.size], ours[block.b :], strict=False):
            taking.set_weights(given.get_weights())
            placed += 1
    return placed == len(theirs) == len(ours)


def _leaf(layer: keras.layers.Layer) -> bool:
    return bool(layer.weights) and not isinstance(layer, keras.Model)


def _shapes(layer: keras.layers.Layer) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(weight.shape) for weight in layer.weights)


def _outputs(model: keras.Model, inputs: Values) -> Iterator[tuple[keras.layers.Layer, Values]]:
    """Each layer that has one output of its own, with what that is for a batch, in order; input layers left out."""
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer) and _single(layer)]
    if layers:
        answers = keras.Model(model.inputs, [layer.output for layer in layers])(tf.constant(inputs), training=False)
        yield from zip(layers, map(np.asarray, answers if isinstance(answers, list) else [answers]), strict=True)


def _single(layer: keras.layers.Layer) -> bool:
    """Whether a layer was called once, and has one output."""
    try:
        return isinstance(layer.output, keras.KerasTensor)
    except (AttributeError, ValueError):
        return False


def _same(output: Values, other: Values) -> bool:
    """Whether two outputs hold the same numbers for each example, however these are laid out."""
    left, right = (one.reshape(len(one), -1) for one in (output, other))
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=_RTOL, atol=_ATOL))
