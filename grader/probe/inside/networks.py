"""A Keras model's structure as evidence: every call of a layer in it, and how the calls are connected."""

import contextlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from inspect import signature
from typing import Any, Literal

import keras
import msgspec
import numpy as np
import tensorflow as tf

from grader.evidence import Activation, Array, Layer, Layers
from grader.probe.inside.call_graph import wiring
from grader.probe.inside.rewriting import ACTIVATIONS
from grader.probe.inside.steps import Piece, Step, Values, Wiring, input_shape, is_plain_layer, response

CALLED_LAYERS = (keras.layers.ReLU, keras.layers.LeakyReLU, keras.layers.ELU, keras.layers.Softmax, keras.layers.Lambda)
"""Layers that are activation functions themselves and have no argument `activation`."""

UNTOLD = frozenset({
    "autocast", "batch_input_shape", "batch_shape", "build_config", "dtype", "flash_attention", "generator",
    "implementation", "lora_alpha", "lora_rank", "module", "name", "quantization_config", "registered_name", "seed",
    "shared_object_id", "synchronized", "trainable", "unit_forget_bias", "unroll", "use_cudnn",
})  # fmt: skip
"""Settings that do not change what is computed, or that are sent in other fields."""
UNTOLD_ENDINGS = ("initializer", "_regularizer", "_constraint")

MAX_LAYERS = 1_000
MAX_NUMBERS = 1_000
"""The most numbers of one setting."""
MAX_WORDS = 200
"""The most characters of several strings that are sent as they are."""
CELLS = {"LSTMCell": "LSTM", "GRUCell": "GRU", "SimpleRNNCell": "SimpleRNN"}
"""Maps each cell class to the layer that `RNN` with this cell amounts to."""
POINTWISE = (keras.layers.Dense, keras.layers.Activation, keras.layers.ReLU, keras.layers.LeakyReLU, keras.layers.ELU)
"""Layers that work along the last axis, if their activation does."""

Setting = bool | int | str | Array | None


def model_steps(model: keras.Model, grid: Array) -> Wiring:
    """The steps that a model takes. Activations are called on `grid`, float32 (rows, values)."""
    return wiring(model, grid.numpy(), MAX_LAYERS)


def describe_model(model: keras.Model, grid: Array, found: Wiring | None = None) -> Layers:
    """The model's layers, each with its settings; `found` are its steps, if they are already known."""
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
    first: dict[tuple[int, ...], int] = {}
    for place, step in enumerate(steps):
        owner = step.does.layer if isinstance(step.does, Piece) else step.does
        before = place if owner is None else first.setdefault(_identity(owner), place)
        layer = _operation(step, step.does) if isinstance(step.does, Piece) else _layer(step, step.does, grid)
        yield msgspec.structs.replace(
            layer,
            weights=() if owner is None else _weight_shapes(owner),
            trainable=owner is None or bool(owner.trainable),
            same_as=before if before < place else None,
        )


def _identity(layer: keras.layers.Layer) -> tuple[int, ...]:
    """An identity that is equal for all calls of one layer, and for calls of wrappers around it."""
    return tuple(map(id, layer.weights)) or (id(layer),)


def _layer(step: Step, layer: keras.layers.Layer, grid: Values) -> Layer:
    while type(layer) is keras.layers.TimeDistributed and _is_pointwise(layer.layer, grid, len(step.shape or ())):
        layer = layer.layer
    kind, config = _plain(type(layer).__name__, _config(layer))
    settings = dict(_settings(config, "", grid))
    settings |= {f"call {name}": told for name, value in step.options.items() if (told := setting(value)) is not None}
    if is_plain_layer(layer) and hasattr(layer, "get_vocabulary"):
        with contextlib.suppress(Exception):  # a layer that has none yet
            settings["vocabulary"] = _words([str(word) for word in layer.get_vocabulary()])
    return Layer(
        name=str(layer.name)[:200],
        kind=kind[:200],
        settings=settings | {"always": True} if step.always else settings,
        activation=_activation(layer, grid, len(step.shape or ())),
        weights=(),
        trainable=True,
        output_shape=step.shape,
        inputs=step.inputs,
    )


def _is_pointwise(layer: keras.layers.Layer, grid: Values, rank: int) -> bool:
    """Whether a layer treats each time step as it treats all of them together."""
    own = _activation(layer, grid, rank) if type(layer) in POINTWISE else None
    return own is not None and own.response is not None and own.response.shape == grid.shape


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


def _config(layer: keras.layers.Layer) -> dict[str, Any]:
    """A layer's configuration; empty if the layer can't provide it."""
    try:
        return dict(layer.get_config())
    except Exception:  # noqa: BLE001 - a learner's layer may raise anything, and its activation has no name
        return _arguments(layer) if is_plain_layer(layer) else {}


def _plain(kind: str, config: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The class and configuration of the layer that a layer amounts to."""
    cell = config.get("cell")
    while isinstance(cell, dict) and cell.get("class_name") == "StackedRNNCells" and len(cell["config"]["cells"]) == 1:
        cell = cell["config"]["cells"][0]
    if kind == "RNN" and isinstance(cell, dict) and cell.get("class_name") in CELLS:
        rest = {key: value for key, value in config.items() if key != "cell"}
        return CELLS[cell["class_name"]], cell["config"] | rest
    return kind, config


def _settings(config: Mapping[str, Any], prefix: str, grid: Values) -> Iterator[tuple[str, Setting]]:
    """Yield the relevant part of a configuration; a wrapped layer's settings have that layer's name as a prefix."""
    for key, value in config.items():
        if key in UNTOLD or str(key).endswith(UNTOLD_ENDINGS) or (key == "activation" and not prefix):
            continue
        yield from _setting(f"{prefix}{key}", value, grid)


def _setting(name: str, value: Any, grid: Values) -> Iterator[tuple[str, Setting]]:
    told = _function(value, grid) if name.endswith("activation") else setting(value)
    if told is not None:
        yield name[:200], told
    elif isinstance(value, dict) and isinstance(value.get("config"), dict):
        kind, config = _plain(str(value.get("class_name")), value["config"])
        yield name[:200], kind[:200]
        yield from _settings(config, f"{name}.", grid)
    elif isinstance(value, dict):
        yield from _settings(value, f"{name}.", grid)
    elif isinstance(value, list | tuple):
        for place, one in enumerate(value[:MAX_NUMBERS]):
            yield from _setting(f"{name} {place}", one, grid)


def _function(value: Any, grid: Values) -> Setting:
    """An activation in a configuration, as Keras' name for it or as its result on the grid."""
    if value is None:
        return "linear"
    try:
        function = keras.activations.get(value)
        said = None if isinstance(value, str) else response(function, grid, 2)
    except Exception:  # noqa: BLE001 - a learner's function may have no name that Keras knows
        return _words([str(value)])
    if said is None:
        return str(getattr(function, "__name__", value))[:200]
    own = ((name, response(keras.activations.get(name), grid, 2)) for name in ACTIVATIONS)
    found = next((name for name, answer in own if answer is not None and np.allclose(answer, said, atol=1e-5)), None)
    return Array.from_values(said) if found is None else keras.activations.get(found).__name__


def _arguments(layer: keras.layers.Layer) -> dict[str, object]:
    """The arguments with which a layer was made, as it stores them."""
    names = signature(type(layer).__init__).parameters
    return {name: getattr(layer, name) for name in names if hasattr(layer, name)}


def setting(value: object) -> bool | int | str | Array | None:  # noqa: PLR0911 - one for each kind of value
    """A setting as evidence; None for anything except numbers and words."""
    match value:
        case bool():
            return value
        case int() if value >= 0:
            return value
        case str():
            return value if len(value) <= MAX_WORDS else _words([value])
        case int() | float() | np.number():
            return Array.from_values(np.float64(value))
        case tf.Tensor() if hasattr(value, "numpy"):
            return setting(value.numpy())
        case {"class_name": "__numpy__" | "__tensor__", "config": {"value": values}}:
            return _numbers(values)
        case tuple() | list() if value and all(isinstance(one, str | bytes) for one in value):
            return _words([one if isinstance(one, str) else one.decode(errors="replace") for one in value])
        case tuple() | list() | np.ndarray():
            return _numbers(value)
    return None


def _words(words: list[str]) -> str:
    """Several strings as a setting; if they are many, as their number and a digest."""
    text = ", ".join(words)
    if len(text) <= MAX_WORDS:
        return text
    digest = sha256("\0".join(words).encode(errors="replace")).hexdigest()
    return f"{text[:MAX_WORDS]}… ({len(words)} words, {digest[:16]})"


def _numbers(value: object) -> Array | str | None:
    """Several numbers, with NaN for those that are not specified; None if they are not numbers."""
    try:
        array = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        return None
    if array.size > MAX_NUMBERS:
        return f"{array.shape} {sha256(array.tobytes()).hexdigest()[:16]}"
    return Array.from_values(array) if array.size else None


def _activation(layer: keras.layers.Layer, grid: Values, rank: int) -> Activation | None:
    """The result of the layer's activation function on the grid, and its name."""
    holder = layer.cell if type(layer) is keras.layers.RNN else layer
    if isinstance(holder, keras.layers.StackedRNNCells):
        holder = holder.cells[0] if len(holder.cells) == 1 else layer
    function = layer if isinstance(layer, CALLED_LAYERS) else getattr(holder, "activation", None)
    if not callable(function):
        return None
    name = getattr(function, "__name__", None) or getattr(function, "name", None) or type(function).__name__
    said = response(function, grid, max(2, rank))
    return Activation(name=str(name)[:200], response=None if said is None else Array.from_values(said))
