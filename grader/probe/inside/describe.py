"""What the probe finds in one object: described by what it is, or called as an ask says.

All of it runs the learner's own code, within a turn of the probe's (`grader.probe.inside.time_budget`). For devices it
says which one a learner's function chooses, and on which one a tensor is.
"""

import types
from collections.abc import Callable, Iterator
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
    DataSplit,
    Describe,
    DevicePlacement,
    Differentiate,
    Evaluate,
    History,
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
from grader.probe.inside.time_budget import TurnTimeout, exception_record

MAX_GPUS = 100
MAX_TEXT = 2_000


def choose_devices(function: Callable[..., object], counts: tuple[int, ...]) -> Calls:
    """A function's results for lists of so many GPUs; a call that raises does not spoil the others."""
    return Calls(results=tuple(_choice(function, list(_gpus(count))) for count in counts))


def text(value: str) -> Text:
    """A learner's text, which may be of a class of its own or hold lone surrogates."""
    return Text(text=str.__getitem__(value, slice(MAX_TEXT)).encode(errors="replace").decode())


def device_placement(value: tf.Tensor | tf.Variable) -> DevicePlacement:
    """The device on which a tensor's numbers lie."""
    return DevicePlacement(device=str(value.device)[:200])


def _choice(function: Callable[..., object], gpus: list[tf.config.PhysicalDevice]) -> Returned:
    try:
        result = function(gpus)
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - the learner's function runs in here
        return exception_record(error)
    return text(result) if isinstance(result, str) else Other(kind=type(result).__name__[:200])


def _gpus(count: int) -> Iterator[tf.config.PhysicalDevice]:
    for number in range(min(count, MAX_GPUS)):
        yield tf.config.PhysicalDevice(name=f"/physical_device:GPU:{number}", device_type="GPU")


MAX_PARTS = 20

Namespace = dict[str, Any]

KINDS: tuple[tuple[Any, str], ...] = (
    (types.ModuleType, "module"),
    (types.EllipsisType, "ellipsis"),
    ((tf.Tensor, tf.Variable), "tensor"),
    (np.ndarray, "array"),
    (keras.Model, "model"),
    (keras.callbacks.History, "history"),
    (keras.callbacks.Callback, "callback"),
    (tf.data.Dataset, "dataset"),
    ((bool, int, float, np.number), "number"),
    (str, "text"),
    (type, "class"),
    (Callable, "function"),
)
"""The first that fits names the object."""


def kind_of(value: object) -> str:
    """One word for what an object is, in the words of `Evidence.names`."""
    return next((word for kind, word in KINDS if isinstance(value, kind)), "other")


def answer_ask(  # noqa: C901, PLR0911, PLR0912 - one for each kind of ask
    ask: Ask, value: Any, namespace: Namespace, request: Request
) -> Observation:
    """The observation of a value that one ask describes, calls or shows data to."""
    try:
        match ask:
            case Describe():
                return _look(without_cut(value) if ask.whole else value, request)
            case CallFunction():
                return _call(value, ask, request.array_bytes)
            case Predict():
                return _predict(value, ask.images, request.array_bytes)
            case Validate():
                return _validate(value, ask.part, request.array_bytes)
            case Open():
                return _saved_file(ask.name, request.array_bytes)
            case Show():
                return shown_figures()
            case Poll():
                return _poll(value, ask, namespace, request.array_bytes)
            case Evaluate():
                return _measured(value, namespace.get(ask.model))
            case TraceFits():
                return _traced(value, namespace, request)
            case Locate():
                return device_placement(value) if isinstance(value, tf.Tensor | tf.Variable) else _look(value, request)
            case CountLeft():  # which a replay answers itself
                return Other(kind="nothing taken out")
            case Make() if not isinstance(value, type):  # a function that makes objects, say
                return _look(value, request)
            case Make() | Behave() | Differentiate() | Choose():
                return _used(value, ask, request) if callable(value) else _look(value, request)
    except BaseException as error:  # noqa: BLE001 - the learner's code runs in here
        return exception_record(error)


def _used(value: Any, ask: Make | Behave | Differentiate | Choose, request: Request) -> Observation:
    """What comes of calling something in a way of its own."""
    match ask:
        case Make():
            return _call(maker(value, ask), ask, request.array_bytes)
        case Behave():
            return behaviour(value, ask.inputs, request.array_bytes)
        case Differentiate():
            return differentiate(value, ask.arguments, lambda found: _returned(found, request.array_bytes))
        case Choose():
            return choose_devices(value, ask.gpus)


def _look(value: object, request: Request) -> Observation:
    """Describe an object by what it is."""
    match value:
        case keras.Model():
            found = model_steps(value, request.grid)
            described = replace(
                describe_model(value, request.grid, found), compiled=compile_options(value, request.grid)
            )
            return with_model_parts(described, value, found, request)
        case keras.callbacks.History():
            return _history(value)
        case tf.data.Dataset():
            return examine_dataset(value, request.array_bytes)
        case keras.callbacks.Callback():
            return callback(value)
        case str():
            return text(value)
    return _returned(value, request.array_bytes)


def _returned(value: object, array_bytes: int) -> Returned:
    """Numbers of any kind as a tensor; anything else by the name of its type."""
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
    """What an object without numbers is: the description of a data set says of which, since one is like another."""
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
    """The metric series of a fit, as float64 (epochs,), how many batches an epoch had, and how many were asked for."""
    series = {
        str(name)[:200]: Array.from_values(np.asarray(values, np.float64)) for name, values in value.history.items()
    }
    params = value.params or {}
    return History(series=series, batches=_size(params.get("steps")), asked=_size(params.get("epochs")))


def _size(value: object) -> int | None:
    return value if type(value) is int and 0 <= value <= MAX_SIZE else None


def _call(function: Any, ask: CallFunction | Make, array_bytes: int) -> Observation:
    """Call a function with each argument list; one call that raises does not spoil the others."""
    if not callable(function):
        return _returned(function, array_bytes)
    return Calls(results=tuple(_result(function, arguments, array_bytes) for arguments in ask.arguments))


def _result(function: Callable[..., object], arguments: tuple[Array, ...], array_bytes: int) -> Returned:
    try:
        result = function(*(tf.constant(argument.numpy()) for argument in arguments))
        return _several(result, array_bytes) if isinstance(result, tuple) else _returned(result, array_bytes)
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - the learner's function runs in here
        return exception_record(error)


def _several(result: tuple[object, ...], array_bytes: int) -> Returned:
    """The parts of a tuple; one of plain numbers is a tensor of them."""
    if not any(isinstance(part, tf.Tensor | tf.Variable | np.ndarray) for part in result):
        return _returned(result, array_bytes)
    parts = [_returned(part, array_bytes // len(result)) for part in result[:MAX_PARTS]]
    return TupleValue(parts=tuple(part if isinstance(part, Tensor | Other) else Other(kind="other") for part in parts))


def _predict(model: Any, images: Array, array_bytes: int) -> Observation:
    """Show a model images, as float32 from 0 to 1 where they came as uint8; not in training."""
    if not callable(model):
        return _returned(model, array_bytes)
    return Predictions(array=Array.from_values(predict_images(model, images), max_bytes=array_bytes))


def _validate(model: Any, part: DataSplit, array_bytes: int) -> Observation:
    """Show a model all images of a part of a data set, outside training; the labels go with its predictions."""
    images, labels = images_and_labels(part)
    seen = _predict(model, images, array_bytes)
    return replace(seen, labels=labels) if isinstance(seen, Predictions) else seen


def _poll(value: object, ask: Poll, namespace: Namespace, array_bytes: int) -> Observation:
    """Show all models a value, the one that is asked about before the others."""
    if _numeric_kind(value) is None:
        return _returned(value, array_bytes)
    own = {name: one for name, one in namespace.items() if isinstance(one, keras.Model) and not name.startswith("_")}
    first = {name: own[name] for name in (ask.model,) if name in own}
    return poll_models(value, first | own, array_bytes)


def _measured(value: object, model: object) -> Observation:
    """A model's loss and metrics on a data set; the kind of whichever of the two is something else."""
    if not isinstance(value, tf.data.Dataset):
        return Other(kind=kind_of(value))
    return evaluate_model(model, value) if isinstance(model, keras.Model) else Other(kind=kind_of(model))


def _traced(value: object, namespace: Namespace, request: Request) -> Observation:
    """The calls of `fit` that led to a model; anything else by what it is."""
    is_model = isinstance(value, keras.Model)
    return trace_fits(value, namespace, request.array_bytes) if is_model else _look(value, request)


def small_array(value: object, max_bytes: int) -> Array | None:
    """A value's numbers, of any shape; None where they are more than `max_bytes`, or reading them raises."""
    try:
        seen = _returned(value, max_bytes)
    except TurnTimeout:
        raise
    except BaseException:  # noqa: BLE001 - a learner's own object may raise anything
        return None
    return seen.array if isinstance(seen, Tensor) and seen.array.data is not None else None


def _saved_file(name: str, max_bytes: int) -> Saved | Absent:
    """The file of this name in the folder where the learner's code works."""
    path = Path(name)
    if not path.exists():
        return Absent()
    if path.is_dir():
        return Saved(size=0, folder=True)
    size = path.stat().st_size
    return Saved(size=size, data=path.read_bytes() if size <= max_bytes else None)
