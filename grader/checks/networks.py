"""The normal form of a model, in which two spellings of one architecture are the same.

Input layers are dropped, and so is what changes nothing: a linear activation, a flattening of what is flat. An
activation spelled as a layer of its own moves into the weighted layer before it, where that has none. Reshaping to
one axis is flattening. Activations are told apart by their response on the hidden grid, never by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from grader.checks.hidden import RULER
from grader.evidence import Activation, Array, Layer, Layers, OpenShape

_NOTHING = frozenset(["InputLayer", "Identity"])
_ACTIVATIONS = frozenset(["Activation", "ReLU", "LeakyReLU", "ELU", "Softmax", "Lambda"])
_FIRST = ("units", "filters", "rate")
"""Settings that people write first and without their names."""
_FLAT = 2
"""Axes of a flat output, the batch among them."""
_MOST = 60
"""The longest piece of a message that is the learner's own word, in characters."""
_RTOL, _ATOL = 1e-4, 1e-5
"""Far wider than float32 rounding, far closer than two activations anyone would use."""

Setting = bool | int | str | Array | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One layer in normal form."""

    kind: str
    settings: Mapping[str, Setting]
    activation: Activation | None
    """None for a layer that has none, or a linear one."""
    linear: bool
    """Whether it has an activation, and that changes nothing."""
    weights: tuple[tuple[int, ...], ...]
    frozen: bool
    """Whether it has weights that training may not change."""

    def __str__(self) -> str:
        """As people write it: "Dense(64, relu)"."""
        parts = [_show(self.settings[key]) for key in _FIRST if key in self.settings]
        if self.activation is not None:
            parts.append(self.activation.name[:_MOST])
        if self.settings.get("use_bias") is False:
            parts.append("no bias")
        if self.frozen:
            parts.append("frozen")
        return f"{self.kind[:_MOST]}({', '.join(parts)})" if parts else self.kind[:_MOST]


def normal_form(model: Layers) -> tuple[Stage, ...]:
    """A model's layers in normal form, in order."""
    stages: list[Stage] = []
    shape = model.input_shape
    for layer in model.layers:
        stage, before, shape = _stage(layer), shape, layer.output_shape
        if _changes_nothing(stage, before):
            continue
        if stage.kind in _ACTIVATIONS and stages and _takes_activation(stages[-1]):
            stages[-1] = replace(stages[-1], activation=stage.activation, linear=False)
        else:
            stages.append(stage)
    return tuple(stages)


def table(stages: tuple[Stage, ...]) -> str:
    """A model's layers for people, one a line."""
    return "\n".join(f"{number}. {stage}" for number, stage in enumerate(stages, 1))


def departure(actual: Stage, expected: Stage) -> str:
    """How a layer differs from the one expected, as a clause; empty where it does not."""
    if actual.kind != expected.kind or actual.frozen != expected.frozen:
        return f"{expected} expected, {actual} found"
    reason = _reason(actual, expected)
    if reason and str(actual) == str(expected):
        return f"{expected} expected, but {reason}"
    return f"{expected} expected, {actual} found: {reason}" if reason else ""


def _reason(actual: Stage, expected: Stage) -> str:
    """In what a layer differs from another of its kind; empty where it differs in nothing that matters."""
    for key in sorted(expected.settings.keys() | actual.settings.keys()):
        found, wanted = actual.settings.get(key), expected.settings.get(key)
        if not _same_setting(found, wanted):
            return f"{key} is {_show(found)}, not {_show(wanted)}"
    if not _same_activation(actual.activation, expected.activation):
        return "its activation gives other values"
    if actual.weights and expected.weights and actual.weights != expected.weights:
        return f"its weights are {_shapes(actual)}, not {_shapes(expected)}"
    return ""


def _stage(layer: Layer) -> Stage:
    flattens = layer.kind == "Flatten" or (layer.kind == "Reshape" and len(layer.output_shape or ()) == _FLAT)
    return Stage(
        kind="Flatten" if flattens else layer.kind,
        settings={} if flattens or layer.kind in _ACTIVATIONS else layer.settings,
        activation=_activation(layer),
        linear=layer.activation is not None and _is_linear(layer.activation),
        weights=layer.weights,
        frozen=bool(layer.weights) and not layer.trainable,
    )


def _activation(layer: Layer) -> Activation | None:
    """A layer's activation, unless it is linear; one that is a layer of its own is called by its kind."""
    if layer.activation is None or _is_linear(layer.activation):
        return None
    if layer.kind in _ACTIVATIONS - {"Activation"}:
        return Activation(name=layer.kind.lower(), response=layer.activation.response)
    return layer.activation


def _is_linear(activation: Activation) -> bool:
    """Whether an activation gives the grid's first row back."""
    response = activation.response
    if response is None or response.data is None or response.shape[1:] != RULER.shape or not response.shape[0]:
        return False
    return bool(np.allclose(response.numpy()[0].astype(np.float64), RULER, rtol=_RTOL, atol=_ATOL))


def _changes_nothing(stage: Stage, before: OpenShape | None) -> bool:
    """Whether a layer may be left out; `before` is the shape of what it gets."""
    flat = before is not None and len(before) == _FLAT
    return stage.kind in _NOTHING or (stage.kind in _ACTIVATIONS and stage.linear) or (stage.kind == "Flatten" and flat)


def _takes_activation(stage: Stage) -> bool:
    """Whether a layer has an activation of its own, and left it linear."""
    return stage.linear and stage.kind not in _ACTIVATIONS


def _same_activation(actual: Activation | None, expected: Activation | None) -> bool:
    if actual is None or expected is None:
        return actual is expected
    return _same_array(actual.response, expected.response)


def _same_setting(actual: Setting, expected: Setting) -> bool:
    """Whether two settings say the same: 1 and True do not, 1 and 1.0 do not arise."""
    if isinstance(actual, Array) and isinstance(expected, Array):
        return _same_array(actual, expected)
    return type(actual) is type(expected) and actual == expected


def _same_array(actual: Array | None, expected: Array | None) -> bool:
    """Whether two arrays are close; without numbers on both sides, whether they are described alike."""
    if actual is None or expected is None or actual.data is None or expected.data is None:
        return actual == expected
    if actual.shape != expected.shape:
        return False
    left, right = actual.numpy().astype(np.float64), expected.numpy().astype(np.float64)
    return bool(np.allclose(left, right, rtol=_RTOL, atol=_ATOL, equal_nan=True))


def _shapes(stage: Stage) -> str:
    return ", ".join(str(shape) for shape in stage.weights)[:_MOST]


def _show(value: Setting) -> str:
    """A setting as people write it."""
    if not isinstance(value, Array):
        return str(value)[:_MOST]
    if value.data is None:
        return f"{value.dtype} {value.shape}"[:_MOST]
    numbers = [f"{number:g}" for number in value.numpy().astype(np.float64).ravel()[:_MOST]]
    return numbers[0] if value.shape == () else f"({', '.join(numbers)})"[:_MOST]
