"""Whether two models compute the same values, and if not, the layer at which a model first departs from the reference.

`same_function` gives both models the same random weights and the same random inputs. Different settings may have no
effect in some places, and nobody can list all ways to write a network. So what two models compute decides, outside and
in training. Random draws start from the same seed in both.

`divergence` gives both the reference's weights, and runs one batch through both. Layers that express the reference's
layers differently still compute the same numbers. The model departs at its first layer after the last layer that does.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from grader.evidence import Divergence
from grader.probe.inside.networks import CALLED_LAYERS

Values = npt.NDArray[Any]

EXAMPLES = 16
OPEN_AXIS = 5
"""The length that is used for an axis of unspecified length."""
SCALES = (1.0, 1.0, 8.0)
"""The scales of the inputs; the first inputs are from 0 to 1, the others are centred on zero."""
TOLERANCE = 2e-5
"""The part of an output's largest number up to which a difference counts as rounding."""
UNKNOWN_RANGE = 4
"""Whole numbers are below this if no embedding defines their range."""


def same_function(model: keras.Model, reference: keras.Model, seed: int) -> bool:
    """Whether two models compute the same, and training changes their weights equally. Their weights are overwritten.

    False if this cannot be determined: if layers cannot be paired by the shapes of their weights, or inputs are
    strings.
    """
    paired = _paired(model, reference)
    if paired is None or _inputs(model) != _inputs(reference):
        return False
    for number, scale in enumerate(SCALES):
        draw = np.random.default_rng([seed, number])
        _fill(paired, draw)
        inputs = [_drawn(input_name, draw, scale, number, (model, reference)) for input_name in reference.inputs]
        if any(input_name is None for input_name in inputs):
            return False
        found = [
            _computed(one, inputs, side)
            for one, side in ((model, [a for a, _ in paired]), (reference, [b for _, b in paired]))
        ]
        if not _alike(*found):
            return False
    return True


def _inputs(model: keras.Model) -> list[tuple[Any, str]]:
    return [(tuple(input_name.shape), input_name.dtype) for input_name in model.inputs]


def _paired(model: keras.Model, reference: keras.Model) -> list[tuple[keras.Variable, keras.Variable]] | None:
    """The weights of two models in pairs, layer by layer; None if a weight has no counterpart."""
    found: list[tuple[keras.Variable, keras.Variable]] = []
    ours = list(_own_weights(model))
    for theirs in _own_weights(reference):
        place = next((at for at, one in enumerate(ours) if _signs(one) == _signs(theirs)), None)
        if place is None:
            return None
        found += zip(ours.pop(place), theirs, strict=True)
    covered = len({id(one) for pair in found for one in pair}) == len(model.weights) + len(reference.weights)
    return found if not ours and covered else None


def _own_weights(model: keras.Model) -> Iterator[list[keras.Variable]]:
    """Yield the weights of each layer that belong to no layer inside it, in order."""
    for layer in model._flatten_layers():  # noqa: SLF001 - no public method lists the layers of nested models and of layers
        own = [*layer._trainable_variables, *layer._non_trainable_variables]  # noqa: SLF001 - no public attribute leaves out inner ones
        if own := [one for one in own if not _is_seed(one)]:
            yield own


def _signs(weights: Sequence[keras.Variable]) -> list[tuple[Any, bool]]:
    return [(tuple(weight.shape), bool(weight.trainable)) for weight in weights]


def _is_seed(variable: keras.Variable) -> bool:
    return "seed_generator" in variable.path


def _fill(pairs: list[tuple[keras.Variable, keras.Variable]], draw: np.random.Generator) -> None:
    """Give both weights of each pair the same random values."""
    for own, other in pairs:
        shape = tuple(own.shape)
        values = draw.normal(size=shape) / np.sqrt(max(1, np.prod(shape[:-1])) if len(shape) > 1 else 2)
        values = np.abs(values) + 0.1 if "variance" in other.path else values
        for one in (own, other):
            one.assign(values.astype(one.dtype))


def _drawn(
    symbol: Any, draw: np.random.Generator, scale: float, number: int, models: tuple[keras.Model, keras.Model]
) -> Any:
    """Inputs that fit a model; in every second one, the last step is empty, so that masks have an effect."""
    shape = (EXAMPLES, *(OPEN_AXIS if axis is None else axis for axis in symbol.shape[1:]))
    if symbol.dtype.startswith(("int", "uint")):
        layers = [layer for model in models for layer in model._flatten_layers()]  # noqa: SLF001 - not public
        sizes = [layer.input_dim for layer in layers if isinstance(layer, keras.layers.Embedding)]
        return tf.constant(draw.integers(0, min(sizes, default=UNKNOWN_RANGE), shape), symbol.dtype)
    if not symbol.dtype.startswith("float"):
        return None
    values = draw.normal(size=shape) * scale if number else draw.random(shape)
    if len(shape) > 2:  # noqa: PLR2004 - examples, values
        values[::2, -1] = 0
    return tf.constant(values, symbol.dtype)


def _computed(model: keras.Model, inputs: list[Any], weights: list[keras.Variable]) -> Iterator[Values]:
    """Yield a model's outputs outside training, its weights' gradients, then its outputs and weights in training."""
    for variable in model.variables:
        if _is_seed(variable):
            variable.assign(np.array([1, 0], variable.dtype))
    given = keras.tree.pack_sequence_as(model._inputs_struct, inputs) if len(inputs) > 1 else inputs[0]  # noqa: SLF001 - a model's inputs in their structure are not public
    with tf.GradientTape() as tape:
        outputs = [tf.convert_to_tensor(one) for one in keras.tree.flatten(model(given, training=False))]
        loss = tf.add_n([tf.reduce_sum(tf.cos(one)) for one in outputs if one.dtype.is_floating] or [tf.zeros(())])
    yield from map(np.asarray, outputs)
    yield from map(
        np.asarray, tape.gradient(loss, [one.value for one in weights if one.trainable], unconnected_gradients="zero")
    )
    yield from (np.asarray(tf.convert_to_tensor(one)) for one in keras.tree.flatten(model(given, training=True)))
    yield from map(np.asarray, weights)


def _alike(one: Iterator[Values], other: Iterator[Values]) -> bool:
    """Whether both yield the same; stops at the first difference."""
    return all(
        left is not None and right is not None and _close(left, right) for left, right in zip_longest(one, other)
    )


def _close(one: Values, other: Values) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype.kind != "f":
        return bool((one == other).all())
    if not (np.isfinite(one) == np.isfinite(other)).all():
        return False
    left, right = (np.nan_to_num(each, posinf=0, neginf=0) for each in (one, other))
    largest = float(np.abs(right).max(initial=0))
    return bool((np.abs(left - right) <= TOLERANCE * largest).all())


_RTOL, _ATOL = 1e-3, 1e-4
"""Much wider than rounding when sums are reordered, much narrower than the difference of any two different layers."""

ACTIVATIONS = (keras.layers.Activation, keras.layers.PReLU, *CALLED_LAYERS)


def divergence(model: keras.Model, reference: keras.Model, inputs: Values | None) -> Divergence | None:
    """The first layer of a model whose output no layer of the reference has, after it was given the reference's
    weights.

    None if this is not known: the models take different inputs, or all layers agree.
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
    """The first of the layers that depart; or the activation layer after it, if it has no activation itself."""
    first, *others = departing
    linear = getattr(first, "activation", None) is keras.activations.linear
    return others[0] if linear and others and isinstance(others[0], ACTIVATIONS) else first


def transplant(reference: keras.Model, model: keras.Model) -> bool:
    """Copy the reference's weights into the layers of a model that can take them; return whether all were placed.

    Layers are paired in order by the shapes of their weights, so that an additional layer does not disturb the others.
    """
    theirs, ours = ([layer for layer in one._flatten_layers() if _leaf(layer)] for one in (reference, model))  # noqa: SLF001 - no public method lists nested models' layers too
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
    """Yield each layer that has one output, with this output for a batch, in order; input layers are left out."""
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer) and _single(layer)]
    if layers:
        answers = keras.Model(model.inputs, [layer.output for layer in layers])(tf.constant(inputs), training=False)
        yield from zip(layers, map(np.asarray, answers if isinstance(answers, list) else [answers]), strict=True)


def _single(layer: keras.layers.Layer) -> bool:
    """Whether a layer was called exactly once and has one output."""
    try:
        return isinstance(layer.output, keras.KerasTensor)
    except (AttributeError, ValueError):
        return False


def _same(output: Values, other: Values) -> bool:
    """Whether two outputs contain the same numbers for each example, in any layout."""
    left, right = (one.reshape(len(one), -1) for one in (output, other))
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=_RTOL, atol=_ATOL))
