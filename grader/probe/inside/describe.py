"""Observes one object: describes it by its kind, or calls it as an ask requests.

All of it runs the learner's own code, within one turn of the probe (`grader.probe.inside.time_budget`). Two tables
define who answers: `OBSERVERS` by the ask, and `KINDS` by the kind of the object. This module also finds out which
device a learner's function chooses, and on which device a tensor is.
"""

import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf
import tensorflow_datasets as tfds
from msgspec.structs import replace

from grader.evidence import (
    MAX_SIZE,
    Absent,
    Array,
    Ask,
    Behave,
    CallFunction,
    Calls,
    Choose,
    CountLeft,
    Describe,
    DevicePlacement,
    Differentiate,
    Evaluate,
    History,
    Layers,
    Locate,
    Make,
    Observation,
    Open,
    Other,
    Poll,
    Predict,
    Predictions,
    Request,
    Returned,
    Saved,
    Show,
    Tensor,
    Text,
    TraceFits,
    TupleValue,
    Validate,
)
from grader.probe.inside.behaviour import behaviour, differentiate
from grader.probe.inside.compiled import callback, compile_options, evaluate_model
from grader.probe.inside.datasets import examine_dataset, without_cut
from grader.probe.inside.figures import shown_figures
from grader.probe.inside.fits import trace_fits
from grader.probe.inside.model_parts import images_and_labels, maker, poll_models, predict_images, with_model_parts
from grader.probe.inside.networks import describe_model, model_steps
from grader.probe.inside.time_budget import errors_left_alone, exception_record

MAX_GPUS = 100
MAX_TEXT = 2_000


def choose_devices(function: Callable[..., object], counts: tuple[int, ...]) -> Calls:
    """A function's results for lists of different numbers of GPUs; a call that raises does not affect the others."""
    gpus = [
        tf.config.PhysicalDevice(name=f"/physical_device:GPU:{number}", device_type="GPU") for number in range(MAX_GPUS)
    ]
    return Calls(results=tuple(_choice(function, gpus[:count]) for count in counts))


def text(value: str) -> Text:
    """A learner's string, which may have its own class or contain lone surrogates."""
    return Text(text=str.__getitem__(value, slice(MAX_TEXT)).encode(errors="replace").decode())


def _choice(function: Callable[..., object], gpus: list[tf.config.PhysicalDevice]) -> Returned:
    try:
        result = function(gpus)
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - the learner's function runs in here
        return exception_record(error)
    return text(result) if isinstance(result, str) else Other(kind=type(result).__name__[:200])


MAX_PARTS = 20

Namespace = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """One ask together with the value of its name."""

    value: Any
    ask: Any
    namespace: Namespace
    request: Request

    @property
    def array_bytes(self) -> int:
        """The most bytes that one array may have in the reply."""
        return self.request.array_bytes


def _returned(value: object, array_bytes: int) -> Returned:
    """Numbers of any kind as a tensor; for anything else, the name of its type."""
    kind = _numeric_kind(value)
    if kind is None:
        return Other(kind=_noun(value)[:200])
    try:
        array = np.asarray(value)
    except ValueError:  # a ragged list
        return Other(kind=type(value).__name__[:200])
    if array.dtype == object:
        return Other(kind=type(value).__name__[:200])
    return Tensor(kind=kind, array=Array.from_values(array, max_bytes=array_bytes))


def _noun(value: object) -> str:
    """A word for an object without numbers; the description of a data set also names the data set."""
    if isinstance(value, tfds.core.DatasetInfo):
        return f"DatasetInfo of {value.name}"
    word = kind_of(value)
    return type(value).__name__ if word == "other" else word


def _numeric_kind(value: object) -> Literal["tensor", "variable", "array", "number", "list"] | None:
    match value:
        case tf.Variable() | keras.Variable():
            return "variable"
        case tf.Tensor() if hasattr(value, "numpy"):  # a symbolic tensor has no values
            return "tensor"
        case np.ndarray():
            return "array"
        case bool() | int() | float() | np.generic():
            return "number"
        case list() | tuple() if value:
            return "list"
    return None


def _history(value: keras.callbacks.History) -> History:
    """The metric series of a fit, float64 (epochs,), the number of batches in an epoch, and the requested epochs."""
    series = {
        str(name)[:200]: Array.from_values(np.asarray(values, np.float64)) for name, values in value.history.items()
    }
    params = value.params or {}
    return History(series=series, batches=_size(params.get("steps")), asked=_size(params.get("epochs")))


def _size(value: object) -> int | None:
    return value if type(value) is int and 0 <= value <= MAX_SIZE else None


def _model(value: keras.Model, request: Request) -> Layers:
    found = model_steps(value, request.grid)
    described = replace(describe_model(value, request.grid, found), compiled=compile_options(value, request.grid))
    return with_model_parts(described, value, found, request)


def _call(look: Look, function: Callable[..., object]) -> Calls:
    """Call a function with each argument list; a call that raises does not affect the others."""
    return Calls(results=tuple(_result(function, arguments, look.array_bytes) for arguments in look.ask.arguments))


def _result(function: Callable[..., object], arguments: tuple[Array, ...], array_bytes: int) -> Returned:
    try:
        result = function(*(tf.constant(argument.numpy()) for argument in arguments))
        return _several(result, array_bytes) if isinstance(result, tuple) else _returned(result, array_bytes)
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - the learner's function runs in here
        return exception_record(error)


def _several(result: tuple[object, ...], array_bytes: int) -> Returned:
    """The parts of a tuple; a tuple of plain numbers as one tensor."""
    if not any(isinstance(part, tf.Tensor | tf.Variable | np.ndarray) for part in result):
        return _returned(result, array_bytes)
    parts = [_returned(part, array_bytes // len(result)) for part in result[:MAX_PARTS]]
    return TupleValue(parts=tuple(part if isinstance(part, Tensor | Other) else Other(kind="other") for part in parts))


def small_array(value: object, max_bytes: int) -> Array | None:
    """A value's numbers, of any shape; None if they take more than `max_bytes`, or if reading them raises."""
    with errors_left_alone():  # a learner's own object may raise anything
        seen = _returned(value, max_bytes)
        return seen.array if isinstance(seen, Tensor) and seen.array.data is not None else None
    return None


def _predict(look: Look, images: Array, labels: Array | None = None) -> Observation:
    """Show images to a model outside training, converted to float32 from 0 to 1 if they are uint8."""
    if not callable(look.value):
        return _returned(look.value, look.array_bytes)
    said = Array.from_values(predict_images(look.value, images), max_bytes=look.array_bytes)
    return Predictions(array=said, labels=labels)


def _poll(look: Look) -> Observation:
    """Show a value to all models, first to the one that the ask names."""
    if _numeric_kind(look.value) is None:
        return _returned(look.value, look.array_bytes)
    named = ((name, one) for name, one in look.namespace.items() if not name.startswith("_"))
    own = {name: one for name, one in named if isinstance(one, keras.Model)}
    first = {name: own[name] for name in (look.ask.model,) if name in own}
    return poll_models(look.value, first | own, look.array_bytes)


def _evaluate(look: Look) -> Observation:
    """Evaluate a model on a data set; if one of the two is something else, return the kind of that."""
    model = look.namespace.get(look.ask.model)
    if not isinstance(look.value, tf.data.Dataset):
        return Other(kind=kind_of(look.value))
    return evaluate_model(model, look.value) if isinstance(model, keras.Model) else Other(kind=kind_of(model))


def _saved_file(look: Look) -> Saved | Absent:
    """The file with this name in the working folder of the learner's code."""
    path = Path(look.ask.name)
    if not path.exists():
        return Absent()
    if path.is_dir():
        return Saved(size=0, folder=True)
    size = path.stat().st_size
    return Saved(size=size, data=path.read_bytes() if size <= look.array_bytes else None)


KINDS: tuple[tuple[Any, str, Callable[[Any, Request], Observation] | None], ...] = (
    (types.ModuleType, "module", None),
    (types.EllipsisType, "ellipsis", None),
    ((tf.Tensor, tf.Variable), "tensor", None),
    (np.ndarray, "array", None),
    (keras.Model, "model", _model),
    (keras.callbacks.History, "history", lambda value, _: _history(value)),
    (keras.callbacks.Callback, "callback", lambda value, _: callback(value)),
    (tf.data.Dataset, "dataset", lambda value, request: examine_dataset(value, request.array_bytes)),
    ((bool, int, float, np.number), "number", None),
    (str, "text", lambda value, _: text(value)),
    (type, "class", None),
    (Callable, "function", None),
)
"""The first entry that fits names the object, and may describe it; otherwise the object is numbers or is not sent."""

OBSERVERS: dict[type[Ask], tuple[Any, Callable[[Look], Observation]]] = {
    Describe: (object, lambda look: describe(without_cut(look.value) if look.ask.whole else look.value, look.request)),
    CallFunction: (
        object,
        lambda look: _call(look, look.value) if callable(look.value) else _returned(look.value, look.array_bytes),
    ),
    Make: (type, lambda look: _call(look, maker(look.value, look.ask))),
    Choose: (Callable, lambda look: choose_devices(look.value, look.ask.gpus)),
    Differentiate: (
        Callable,
        lambda look: differentiate(look.value, look.ask.arguments, lambda result: _returned(result, look.array_bytes)),
    ),
    Behave: (Callable, lambda look: behaviour(look.value, look.ask.inputs, look.array_bytes)),
    Predict: (object, lambda look: _predict(look, look.ask.images)),
    Validate: (object, lambda look: _predict(look, *images_and_labels(look.ask.part))),
    Poll: (object, _poll),
    Evaluate: (object, _evaluate),
    TraceFits: (keras.Model, lambda look: trace_fits(look.value, look.namespace, look.array_bytes)),
    Open: (object, _saved_file),
    Show: (object, lambda _: shown_figures()),
    Locate: ((tf.Tensor, tf.Variable), lambda look: DevicePlacement(device=str(look.value.device)[:200])),
    CountLeft: (object, lambda _: Other(kind="nothing taken out")),  # a replay answers this itself
}
"""Maps asks to the objects that they apply to and the function that answers; other objects are described by kind."""


def kind_of(value: object) -> str:
    """One word for the kind of an object, as used in `Evidence.names`."""
    return next((word for kind, word, _ in KINDS if isinstance(value, kind)), "other")


def answer_ask(ask: Ask, value: Any, namespace: Namespace, request: Request) -> Observation:
    """The observation that answers an ask about a value: the value is described, called or shown data."""
    try:
        meant_for, observe = OBSERVERS[type(ask)]
        if isinstance(value, meant_for):
            return observe(Look(value, ask, namespace, request))
        return describe(value, request)
    except BaseException as error:  # noqa: BLE001 - the learner's code runs in here
        return exception_record(error)


def describe(value: object, request: Request) -> Observation:
    """Describe an object by its kind."""
    observe = next((observe for kind, _, observe in KINDS if isinstance(value, kind)), None)
    return observe(value, request) if observe else _returned(value, request.array_bytes)
