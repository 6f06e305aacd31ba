"""One layer in normal form, how two layers differ, and which activation functions are the same.

Spellings of a layer with the same meaning become equal: reshaping to one axis is flattening, TensorFlow's mean over the
axes of a picture is a pooling, an axis is counted from the front.

Activation functions are recognised by their outputs for the hidden grid, never by name. The grid's first two rows are
known (`hidden_inputs.ACTIVATION_INPUTS`, `hidden_inputs.MIXED`), so they show some properties of a function.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from math import prod

import numpy as np
import numpy.typing as npt

from grader.evidence import Activation, Array, Layer, OpenShape
from grader.judging.checks.compiling import Setting, format_setting
from grader.judging.checks.findings import LONGEST_WORD
from grader.judging.checks.hidden_inputs import ACTIVATION_INPUTS, MIXED
from grader.util.lazy_mapping import cached_property

_RTOL, _ATOL = 1e-4, 1e-5
"""Far wider than float32 rounding, far closer than two activations anyone would use."""
_ROWS = 2

Numbers = npt.NDArray[np.float64]


def is_linear(activation: Activation) -> bool:
    """Whether an activation's output is its input."""
    known = _known(activation)
    return known is not None and _close(known[0], ACTIVATION_INPUTS)


def is_elementwise(activation: Activation) -> bool:
    """Whether an activation computes each output from one number only, unlike softmax."""
    known = _known(activation)
    return known is not None and _close(known[1], known[0][[*MIXED]])


def is_ascending(activation: Activation) -> bool:
    """Whether an activation is elementwise and monotonically increasing."""
    known = _known(activation)
    return known is not None and is_elementwise(activation) and bool(np.all(known[0][1:] >= known[0][:-1]))


def slopes(activation: Activation) -> tuple[float, float] | None:
    """The slopes, below and above zero, of an activation made of two straight lines that meet in zero; None for any
    other.

    Scaling its input by a positive number is the same as scaling its output, so dropout may be on either side.
    """
    known = _known(activation)
    if known is None or not is_elementwise(activation):
        return None
    each = known[0] / ACTIVATION_INPUTS.astype(np.float64)
    below, above = each[ACTIVATION_INPUTS < 0], each[ACTIVATION_INPUTS > 0]
    alike = _close(below, below[:1]) and _close(above, above[:1])
    return (float(below[0]), float(above[0])) if alike else None


def compose_activations(first: Activation, second: Activation) -> Activation | None:
    """Two activations as one; None if what is known about them does not determine it."""
    bend = slopes(second)
    if bend is None or first.response is None or first.response.data is None:
        return None
    values = first.response.numpy().astype(np.float64)
    with np.errstate(all="ignore"):
        response = Array.from_values(np.where(values > 0, bend[1] * values, bend[0] * values))
    if same_array(response, first.response):
        return first
    return Activation(name=f"{first.name[:60]}, then {second.name[:60]}", response=response)


def same_activation(actual: Activation | None, expected: Activation | None) -> bool:
    """Whether two layers apply the same function, or neither applies any."""
    if actual is None or expected is None:
        return actual is expected
    if actual.response is None and expected.response is None:  # neither can be computed for the grid
        return actual.name == expected.name != "<lambda>"
    return same_array(actual.response, expected.response)


def same_array(actual: Array | None, expected: Array | None) -> bool:
    """Whether two arrays have the same shape and close numbers; if either has no numbers, whether they are equal."""
    if actual == expected:
        return True
    if actual is None or expected is None or actual.data is None or expected.data is None:
        return False
    if actual.shape != expected.shape:
        return False
    return _close(actual.numpy().astype(np.float64), expected.numpy().astype(np.float64))


def coarse_digest(array: Array) -> str:
    """sha256 of an array's numbers to three decimals; close arrays share it unless a number is rounded differently."""
    if array.data is None:
        return f"{array.dtype} {array.shape}"
    with np.errstate(all="ignore"):
        values = np.round(array.numpy().astype(np.float64), 3) + 0.0  # turns -0 into 0
    return sha256(values.tobytes()).hexdigest()


def _known(activation: Activation) -> Numbers | None:
    """float64 (2, 5): an activation's outputs for the first two rows of the grid."""
    response = activation.response
    if response is None or response.data is None:
        return None
    fits = response.shape[1:] == ACTIVATION_INPUTS.shape and response.shape[0] >= _ROWS
    return response.numpy()[:_ROWS].astype(np.float64) if fits else None


def _close(left: npt.NDArray[np.floating], right: npt.NDArray[np.floating]) -> bool:
    """Like `np.allclose` with NaN equal to NaN, which takes three times as long for so few numbers."""
    with np.errstate(all="ignore"):
        near = np.isfinite(right) & (np.abs(left - right) <= _ATOL + _RTOL * np.abs(right))
    return bool((near | (left == right) | (np.isnan(left) & np.isnan(right))).all())


ACTIVATIONS = frozenset(["Activation", "ReLU", "LeakyReLU", "ELU", "Softmax", "Lambda"])
"""Layers that only apply a function."""
DROPOUTS = frozenset(["Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"])
"""Layers that set some numbers to zero and scale the others."""
RESHAPINGS = frozenset(["Flatten", "Reshape"])

_NOISES = DROPOUTS | {"AlphaDropout", "GaussianDropout", "GaussianNoise"}
_NOTHING = frozenset(["Identity", "ActivityRegularization"])
_POOLINGS = {"Mean": "GlobalAveragePooling", "Max": "GlobalMaxPooling"}
"""The layer's name for a reduction over all axes but the first and the last."""
SHAPE_KEEPING = ACTIVATIONS | _NOISES | _NOTHING | {"BatchNormalization", "LayerNormalization", "Rescaling"}
"""Layers whose output has the shape of their input."""
_WINDOWS = frozenset(f"{what}Pooling{axes}D" for what in ("Average", "Max") for axes in (1, 2, 3))
_SEEN = 20
"""The largest number up to which outputs for the grid distinguish functions."""
_ALWAYS = "always"
"""Set if a model calls a layer for training, such as dropout, in training mode all the time."""
_FIRST = ("units", "filters", "rate")
"""Settings that people write first and without their names."""
_KEEPS_AXES = "attribute keep_dims"
"""Set if a reduction leaves axes of length 1."""
_USUAL: Mapping[str, object] = {"data_format": "channels_last", "keepdims": False, _KEEPS_AXES: False}
"""Settings that have no effect with these values."""
_OUTPUTS = ("return_state", "call return_attention_scores")
"""Settings that produce more outputs, which become separate steps."""
_CALL = "call "
"""Prefix of the names of the arguments that a call of a layer was given."""
_IMMATERIAL = {"MultiHeadAttention": ("output_shape",), "Discretization": ("epsilon",)}
"""Settings that weights show, or that only a step before the model uses."""
_MASKED = "zero_output_for_mask"
RECURRENT = frozenset(["Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "GRU", "LSTM", "RNN", "SimpleRNN"])
"""Layers that may also return their states."""
_FLAT = 2
"""The number of axes of a flat output, including the batch's."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One layer in normal form."""

    kind: str
    settings: Mapping[str, Setting]
    activation: Activation | None
    """None for a layer that has none, or a linear one."""
    linear: bool
    """Whether it has an activation that changes nothing."""
    weights: tuple[tuple[int, ...], ...]
    frozen: bool
    """Whether it has weights that training may not change."""
    inputs: tuple[int, ...] = ()
    """The indices of the stages whose outputs go in; -1 is the model's first input, -2 its second, …"""
    same_as: int | None = None
    """The index of the stage with which it shares its weights."""
    output_shape: OpenShape | None = None
    gives: tuple[int, ...] = ()
    """The indexes, from 0, of the model's outputs that are this stage's output."""

    def __str__(self) -> str:
        """The layer as people write it: "Dense(64, relu)"."""
        parts = [format_setting(self.settings[key]) for key in _FIRST if key in self.settings]
        if self.activation is not None:
            parts.append(self.activation.name[:LONGEST_WORD])
        if self.settings.get("use_bias") is False:
            parts.append("no bias")
        if self.frozen:
            parts.append("frozen")
        if self.same_as is not None:
            parts.append("used again")
        return f"{self.kind[:LONGEST_WORD]}({', '.join(parts)})" if parts else self.kind[:LONGEST_WORD]

    @cached_property
    def signature(self) -> frozenset[str]:
        """A set of words that distinguishes layers quickly; the name of the activation is not among them."""
        response = self.activation.response if self.activation else None
        words = {f"{key} {format_setting(value)}" for key, value in self.settings.items()}
        words |= {f"kind {self.kind}", f"frozen {self.frozen}", f"again {self.same_as is not None}"}
        return frozenset(words | {f"activation {'' if response is None else coarse_digest(response)}"})

    @property
    def parameters(self) -> int:
        """How many numbers its weights hold; 0 if a different stage has counted them."""
        return 0 if self.same_as is not None else sum(int(np.prod(shape, dtype=object)) for shape in self.weights)


def stage_of(layer: Layer, before: OpenShape | None, inputs: tuple[int, ...]) -> Stage:
    """A layer in normal form; `before` is the shape of its input, `inputs` are the indices of the stages that this
    comes from.
    """
    kind, settings = _kind_and_settings(layer, before)
    activation = _activation(layer)
    return Stage(
        kind=kind,
        settings=settings,
        activation=activation,
        linear=layer.activation is not None and activation is None,
        weights=layer.weights,
        frozen=bool(layer.weights) and not layer.trainable,
        inputs=inputs,
        same_as=layer.same_as if layer.weights else None,
        output_shape=layer.output_shape,
    )


def changes_nothing(stage: Stage, before: OpenShape | None) -> bool:
    """Whether a layer may be left out; `before` is the shape of its input."""
    if stage.kind in ACTIVATIONS:
        return stage.linear and not stage.settings
    if stage.kind == "Permute":
        order = stage.settings.get("dims")
        return before is not None and order == str(tuple(range(1, len(before))))
    if stage.kind in RESHAPINGS:
        flat = stage.kind == "Flatten" and before is not None and len(before) == _FLAT
        return flat or (before is not None and stage.output_shape == before and before.count(None) == 1)
    amount = stage.settings.get("rate", stage.settings.get("stddev"))
    return stage.kind in _NOTHING or (stage.kind in _NOISES and format_setting(amount) == "0")


def absorb_flatten(stage: Stage, flatten: Stage) -> Stage | None:
    """A global pooling layer that kept the axes of its pictures, changed to remove them; None if it can't replace
    the flattening.
    """
    if flatten.kind != "Flatten" or not stage.kind.startswith("Global") or stage.settings.get("keepdims") is not True:
        return None
    rest = {key: value for key, value in stage.settings.items() if key != "keepdims"}
    return replace(stage, settings=rest, output_shape=flatten.output_shape)


def absorb_padding(padding: Stage, convolution: Stage) -> Stage | None:
    """A convolution that gets exactly the zeros that it could add itself, changed to do so; None if the padding
    differs.

    Without strides, that padding is half the kernel on either side.
    """
    settings = convolution.settings
    if not padding.kind.startswith("ZeroPadding") or settings.get("padding") != "valid":
        return None
    kernel, strides, dilation = (_whole(settings.get(key)) for key in ("kernel_size", "strides", "dilation_rate"))
    half = [size // 2 for size in kernel for _ in range(2)]
    if {*strides, *dilation} != {1} or any(size % 2 == 0 for size in kernel):
        return None
    same = _whole(padding.settings.get("padding")) == half
    return replace(convolution, settings={**settings, "padding": "same"}) if same else None


def layer_difference(actual: Stage, expected: Stage) -> str:
    """A clause that says how a layer differs from the expected one; empty if it does not."""
    reason = setting_difference(actual, expected) or other_weights(actual, expected)
    if actual.kind != expected.kind or actual.frozen != expected.frozen:
        return f"{expected} expected, {actual} found"
    if reason and str(actual) == str(expected):
        return f"{expected} expected, but {reason}"
    return f"{expected} expected, {actual} found: {reason}" if reason else ""


def setting_difference(actual: Stage, expected: Stage) -> str:
    """How a layer differs in how it was written; empty if it differs in nothing that matters."""
    if actual.kind != expected.kind:
        return f"it is {actual.kind[:LONGEST_WORD]}, not {expected.kind[:LONGEST_WORD]}"
    for key in sorted(expected.settings.keys() | actual.settings.keys()):
        if not same_setting(actual, expected, key):
            return _other_setting(actual, expected, key)
    if not same_activation(actual.activation, expected.activation):
        return "its activation gives different values"
    if (actual.same_as is None) != (expected.same_as is None):
        return "it has its own weights" if actual.same_as is None else "it shares its weights with another layer"
    if actual.frozen != expected.frozen:
        return "it is frozen" if actual.frozen else "it is not frozen"
    return ""


def _other_setting(actual: Stage, expected: Stage, key: str) -> str:
    """How a setting differs, as a clause."""
    if key == _ALWAYS:
        return "it is also active at inference" if actual.settings.get(key) else "it is inactive at inference"
    found, wanted = (format_setting(one.settings.get(key)) for one in (actual, expected))
    if key.startswith(_CALL):
        name = key.removeprefix(_CALL)[:LONGEST_WORD]
        return f"{name} of its call is {found}, not {wanted}"
    return f"{key[:LONGEST_WORD]} is {found}, not {wanted}"


def other_weights(actual: Stage, expected: Stage) -> str:
    """A clause that a layer has weights of different shapes, as when different inputs go in; empty if it does not."""
    if not actual.weights or not expected.weights or actual.weights == expected.weights:
        return ""
    return f"its weights are {_shapes(actual)}, not {_shapes(expected)}"


def same_setting(actual: Stage, expected: Stage, key: str) -> bool:
    """Whether two layers agree in a setting."""
    return same_value(actual.settings.get(key), expected.settings.get(key))


def same_value(found: Setting, wanted: Setting) -> bool:
    """Whether two settings are the same: 1 and True are not; 1 and 1.0 are."""
    if isinstance(found, Array) != isinstance(wanted, Array):
        found, wanted = (_as_array(one) for one in (found, wanted))
    if isinstance(found, Array) and isinstance(wanted, Array):
        return same_array(found, wanted)
    return type(found) is type(wanted) and found == wanted


def _as_array(setting: Setting) -> Setting:
    return Array.from_values(np.float64(setting)) if type(setting) is int else setting


def _kind_and_settings(  # noqa: PLR0911 - one for each family of layers
    layer: Layer, before: OpenShape | None
) -> tuple[str, Mapping[str, Setting]]:
    shape, kind = layer.output_shape, layer.kind
    if (kind in RESHAPINGS and shape is not None) or kind == "Flatten":
        return _reshaping(layer, before)
    if kind in ACTIVATIONS and layer.activation is not None and layer.activation.response is not None:
        return kind, _beyond_the_grid(layer) if kind == "ReLU" else {}
    if kind == "Concatenate":
        return kind, {"axis": _axis(layer.settings.get("axis", layer.settings.get("constant 1")), shape)}
    if kind in {"Permute", "Transpose"} and (order := _order(layer)) is not None:
        return "Permute", {"dims": str(order)}
    if kind in _POOLINGS and _over_all_places(layer, before):
        kept: dict[str, Setting] = {"keepdims": True} if layer.settings.get(_KEEPS_AXES) else {}
        return f"{_POOLINGS[kind]}{len(before or ()) - _FLAT}D", kept
    if kind in _WINDOWS and _as_large_as_what_it_gets(layer, before):
        return f"Global{kind}", {"keepdims": True}
    return kind, _telling(layer, before)


def _reshaping(layer: Layer, before: OpenShape | None) -> tuple[str, Mapping[str, Setting]]:
    shape = layer.output_shape
    if layer.settings.get("data_format") == "channels_first" and len(before or ()) > _FLAT:
        return "Flatten, channels first", {}
    if layer.kind == "Reshape" and shape is not None and before is not None and _moves_examples(shape, before):
        return "Reshape, examples moved", {"shape": str(shape)}
    if layer.kind == "Flatten" or shape is None or len(shape) == _FLAT:
        return "Flatten", {}
    return "Reshape", {"target_shape": str(shape[1:])}


def _moves_examples(shape: OpenShape, before: OpenShape) -> bool:
    """Whether numbers of one example are moved into a different example."""
    if before[:1] == (None,) != shape[:1]:
        return True
    sizes, given = ([axis for axis in axes[1:] if axis is not None] for axes in (shape, before))
    return len(sizes) + len(given) == len(shape) + len(before) - 2 and prod(sizes) != prod(given)


def _telling(layer: Layer, before: OpenShape | None) -> dict[str, Setting]:
    """The settings of a layer that matter for its input."""
    masked = layer.inputs is None or any(key.startswith("call mask") for key in layer.settings)
    settings = {
        key: value
        for key, value in layer.settings.items()
        if (key not in _USUAL or value != _USUAL[key])
        and not key.endswith(_OUTPUTS)
        and (masked or not key.endswith(_MASKED))
        and not (key == "mask_zero" and layer.inputs is not None)  # its mask is a separate step
        and key not in _IMMATERIAL.get(layer.kind, ())
        and not _as_forward(key, layer.settings)
    }
    for key in ("axis", "axes", "layer.axis"):
        if key in settings:
            rank = before[1:] if before and key == "layer.axis" and layer.kind == "TimeDistributed" else before
            settings[key] = _axis(settings[key], rank)
    if isinstance(one := settings.get("axes"), int) and layer.kind == "Dot":
        settings["axes"] = str((one, one))
    if settings.get("padding") in {"same", "causal"} and _fits(settings, before, layer.kind):
        settings["padding"] = "valid"
    return settings


def _as_forward(key: str, settings: Mapping[str, Setting]) -> bool:
    """Whether a setting of a backward layer is the one that follows from the forward layer."""
    if not key.startswith("backward_layer"):
        return False
    own, other = settings[key], settings.get(key.removeprefix("backward_"))
    if key == "backward_layer.go_backwards":
        return isinstance(own, bool) and own is not other
    return same_value(own, other)


def _fits(settings: Mapping[str, Setting], before: OpenShape | None, kind: str) -> bool:
    """Whether a window covers a layer's input without any padding."""
    sizes = _whole(settings.get("kernel_size", settings.get("pool_size")))
    strides = _whole(settings.get("strides")) or [1] * len(sizes)
    dilation = _whole(settings.get("dilation_rate")) or [1] * len(sizes)
    if "data_format" in settings or kind.endswith("Transpose") or not sizes:
        return False
    spans = [rate * (size - 1) + 1 for size, rate in zip(sizes, dilation, strict=False)]
    if {*spans} == {1}:
        return True
    lengths = before[1:-1] if before and settings.get("padding") == "same" else ()
    return len(lengths) == len(spans) == len(strides) and all(
        length is not None and (-(-length // stride) - 1) * stride + span <= length
        for length, stride, span in zip(lengths, strides, spans, strict=True)
    )


def _beyond_the_grid(layer: Layer) -> dict[str, Setting]:
    """The arguments of a ReLU, if its outputs for the grid may not show them."""
    threshold, most = layer.settings.get("threshold"), layer.settings.get("max_value")
    found: dict[str, Setting] = {} if format_setting(threshold) in {"None", "0"} else {"threshold": threshold}
    return found | ({"max_value": most} if any(one > _SEEN for one in _whole(most)) else {})


def _order(layer: Layer) -> tuple[int, ...] | None:
    """The order in which a layer puts all axes except the batch's, from 1; None if that axis moves, or if it is not
    known.
    """
    if layer.kind == "Permute":
        return tuple(_whole(layer.settings.get("dims"))) or None
    first, *rest = _whole(layer.settings.get("constant 1")) or [-1]
    return tuple(rest) if first == 0 and rest else None


def _axis(setting: Setting, shape: OpenShape | None) -> Setting:
    """An axis, or several, counted from the front if the number of axes is known."""
    if isinstance(setting, bool | str | None):
        return setting
    axes = [setting] if isinstance(setting, int) else _whole(setting)
    if shape:
        axes = [axis % len(shape) for axis in axes]
    return axes[0] if len(axes) == 1 else str(tuple(axes))


def _over_all_places(layer: Layer, before: OpenShape | None) -> bool:
    """Whether a reduction leaves one number per channel."""
    axes = _whole(layer.settings.get("constant 1"))
    kept = len(before or ()) if layer.settings.get(_KEEPS_AXES) else _FLAT
    if not before or len(layer.output_shape or ()) != kept:
        return False
    inner = set(range(1, len(before) - 1))
    return bool(inner) and {axis % len(before) for axis in axes} == inner


def _as_large_as_what_it_gets(layer: Layer, before: OpenShape | None) -> bool:
    """Whether a pooling covers the whole picture at once."""
    size, after = layer.settings.get("pool_size"), layer.output_shape
    if before is None or after is None or None in before[1:-1]:
        return False
    return [*before[1:-1]] == _whole(size) and {*after[1:-1]} == {1}


def _activation(layer: Layer) -> Activation | None:
    """A layer's activation, unless it is linear; if the activation is itself a layer, it is called by its kind."""
    if layer.activation is None or is_linear(layer.activation):
        return None
    if layer.kind in ACTIVATIONS - {"Activation"}:
        return Activation(name=layer.kind.lower(), response=layer.activation.response)
    return layer.activation


def _whole(setting: Setting) -> list[int]:
    """The whole numbers of a setting, in order."""
    if type(setting) is int:
        return [setting]
    if not isinstance(setting, Array) or setting.data is None:
        return []
    values = setting.numpy().astype(np.float64).ravel()
    return [int(value) for value in values[:LONGEST_WORD] if np.isfinite(value)]


def _shapes(stage: Stage) -> str:
    return ", ".join(str(shape) for shape in stage.weights)[:LONGEST_WORD]
