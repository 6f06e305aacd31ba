"""Looks at what the learner's code left behind, and answers in the shapes of `grader.evidence`.

Runs in the learner's own process after the learner's code, so all it says is a claim. It must only be robust:
whatever a learner's object does when it is looked at (raise, loop until interrupted, return nonsense) becomes evidence
of that one ask, and the others are still answered.
"""

import contextlib
import io
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf
from IPython.core.getipython import get_ipython
from msgspec.structs import replace

from grader.evidence import (
    MAX_SIZE,
    VERSION,
    Absent,
    Array,
    Ask,
    Behave,
    Call,
    Calls,
    Choose,
    DataSplit,
    Differentiate,
    Evaluate,
    Evidence,
    History,
    Locate,
    Look,
    Make,
    Open,
    Other,
    Poll,
    Predict,
    Predictions,
    Replay,
    Request,
    Returned,
    Seen,
    Several,
    Show,
    Tensor,
    Validate,
    decode_request,
    encode,
)
from grader.kernel.behaviour import behaviour, differentiated
from grader.kernel.compiled import callback, compiled, measured
from grader.kernel.datasets import examined
from grader.kernel.devices import chosen, placed, text
from grader.kernel.figures import drawn
from grader.kernel.files import left
from grader.kernel.hidden_datasets import in_place_of, of_hidden
from grader.kernel.material import predicted, with_material
from grader.kernel.networks import describe
from grader.kernel.polls import answers, maker
from grader.kernel.raised import raised
from grader.kernel.replays import ENDED, to_run
from grader.kernel.splits import images_and_labels

MIME = "application/vnd.grader.evidence+json"
MAX_NAMES = 500
MAX_AROUND = 100
MISSING = object()
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


class Answer:
    """What the reply carries: IPython asks an expression's value how it wants to be shown."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {MIME: self.text, "text/plain": "evidence"}


def observe(request: str) -> Answer:
    """The evidence that answers a request, for use as a Jupyter user expression."""
    shell = get_ipython()
    asked = decode_request(request.encode())
    with _quiet():
        evidence = answer(asked, shell.user_ns, hidden=shell.user_ns_hidden, transform=shell.transform_cell)
    return Answer(encode(evidence).decode())


def answer(
    request: Request, namespace: Namespace, *, hidden: Mapping[str, Any], transform: Callable[[str], str]
) -> Evidence:
    """The evidence of a namespace. `transform` turns a cell with magics into Python."""
    names = dict(_own_names(namespace, hidden))
    seen = {key: _seen(ask, namespace, request) for key, ask in request.asks.items()}
    for replay in request.replays:
        seen |= _replayed(replay, dict(namespace), request, transform)
    return Evidence(version=VERSION, seen=seen, names=names, around=around(names, namespace, request.around_bytes))


def around(names: Mapping[str, str], namespace: Namespace, max_bytes: int) -> dict[str, Array]:
    """The small arrays of numbers under the learner's own names, until they are `max_bytes` together."""
    found: dict[str, Array] = {}
    left = max_bytes
    numeric = [name for name, kind in names.items() if kind in {"tensor", "array", "number"}]
    for name in numeric[:MAX_AROUND]:
        array = _small(namespace.get(name), min(left, max_bytes // 4))
        if array is not None:
            left -= len(array.data or b"")
            found[name] = array
    return found


def _small(value: object, max_bytes: int) -> Array | None:
    """A value's numbers; None where there are too many, or it will not give them."""
    try:
        seen = _returned(value, max_bytes)
    except (Exception, KeyboardInterrupt, SystemExit):  # noqa: BLE001 - a learner's own object may raise anything
        return None
    return seen.array if isinstance(seen, Tensor) and seen.array.data is not None else None


def _own_names(namespace: Namespace, hidden: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The learner's own names with their kinds; not IPython's, and no modules."""
    missing = object()
    own = (
        (name, value)
        for name, value in list(namespace.items())
        if not name.startswith("_") and hidden.get(name, missing) is not value
    )
    named = ((name[:200], kind_of(value)) for name, value in own)
    return (pair for _, pair in zip(range(MAX_NAMES), (p for p in named if p[1] != "module"), strict=False))


def kind_of(value: object) -> str:
    """One word for what an object is, in the words of `Evidence.names`."""
    return next((word for kind, word in KINDS if isinstance(value, kind)), "other")


def _seen(ask: Ask, namespace: Namespace, request: Request) -> Seen:  # noqa: C901, PLR0911 - one for each kind of ask
    """What one ask found; anything the learner's objects raise is what was found."""
    value = namespace.get(ask.name, MISSING)
    if value is MISSING and not isinstance(ask, Open | Show):
        return Absent()
    try:
        match ask:
            case Look():
                return _look(value, request)
            case Call():
                return _call(value, ask, request.array_bytes)
            case Predict():
                return _predict(value, ask.images, request.array_bytes)
            case Validate():
                return _validate(value, ask.part, request.array_bytes)
            case Open():
                return left(ask.name, request.array_bytes)
            case Show():
                return drawn()
            case Poll():
                return _poll(value, ask, namespace, request.array_bytes)
            case Evaluate():
                return _measured(value, namespace.get(ask.model))
            case Locate():
                return placed(value) if isinstance(value, tf.Tensor | tf.Variable) else _look(value, request)
            case Make() | Behave() | Differentiate() | Choose():
                return _used(value, ask, request) if callable(value) else _look(value, request)
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - the learner's code runs in here
        return raised(error)


def _used(value: Any, ask: Make | Behave | Differentiate | Choose, request: Request) -> Seen:
    """What comes of calling something in a way of its own."""
    match ask:
        case Make():
            return _call(maker(value, ask), ask, request.array_bytes)
        case Behave():
            return behaviour(value, ask.inputs, request.array_bytes)
        case Differentiate():
            return differentiated(value, ask.arguments, lambda found: _returned(found, request.array_bytes))
        case Choose():
            return chosen(value, ask.gpus)


def _look(value: object, request: Request) -> Seen:
    """Describe an object by what it is."""
    match value:
        case keras.Model():
            described = replace(describe(value, request.grid), compiled=compiled(value, request.grid))
            return with_material(described, value, request)
        case keras.callbacks.History():
            return _history(value)
        case tf.data.Dataset():
            return examined(value, request.array_bytes)
        case keras.callbacks.Callback():
            return callback(value)
        case str():
            return text(value)
    return _returned(value, request.array_bytes)


def _returned(value: object, array_bytes: int) -> Returned:
    """Numbers of any kind as a tensor; anything else by the name of its type."""
    kind = _numeric_kind(value)
    if kind is None:
        word = kind_of(value)
        return Other(kind=type(value).__name__[:200] if word == "other" else word)
    try:
        array = np.asarray(value)
    except ValueError:  # a ragged list
        return Other(kind=type(value).__name__[:200])
    if array.dtype == object:
        return Other(kind=type(value).__name__[:200])
    return Tensor(kind=kind, array=Array.of(array, max_bytes=array_bytes))


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
    series = {str(name)[:200]: Array.of(np.asarray(values, np.float64)) for name, values in value.history.items()}
    params = value.params or {}
    return History(series=series, batches=_size(params.get("steps")), asked=_size(params.get("epochs")))


def _size(value: object) -> int | None:
    return value if type(value) is int and 0 <= value <= MAX_SIZE else None


def _call(function: Any, ask: Call | Make, array_bytes: int) -> Seen:
    """Call a function with each argument list; one call that raises does not spoil the others."""
    if not callable(function):
        return _returned(function, array_bytes)
    return Calls(results=tuple(_result(function, arguments, array_bytes) for arguments in ask.arguments))


def _result(function: Callable[..., object], arguments: tuple[Array, ...], array_bytes: int) -> Returned:
    try:
        result = function(*(tf.constant(argument.numpy()) for argument in arguments))
        return _several(result, array_bytes) if isinstance(result, tuple) else _returned(result, array_bytes)
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - the learner's function runs in here
        return raised(error)


def _several(result: tuple[object, ...], array_bytes: int) -> Returned:
    """The parts of a tuple; one of plain numbers is a tensor of them."""
    if not any(isinstance(part, tf.Tensor | tf.Variable | np.ndarray) for part in result):
        return _returned(result, array_bytes)
    parts = [_returned(part, array_bytes // len(result)) for part in result[:MAX_PARTS]]
    return Several(parts=tuple(part if isinstance(part, Tensor | Other) else Other(kind="other") for part in parts))


def _predict(model: Any, images: Array, array_bytes: int) -> Seen:
    """Show a model images, as float32 from 0 to 1 where they came as uint8; not in training."""
    if not callable(model):
        return _returned(model, array_bytes)
    return Predictions(array=Array.of(predicted(model, images), max_bytes=array_bytes))


def _validate(model: Any, part: DataSplit, array_bytes: int) -> Seen:
    """Show a model all images of a part of a data set, whose labels are told with what it says; not in training."""
    images, labels = images_and_labels(part)
    seen = _predict(model, images, array_bytes)
    return replace(seen, labels=labels) if isinstance(seen, Predictions) else seen


def _poll(value: object, ask: Poll, namespace: Namespace, array_bytes: int) -> Seen:
    """Show all models a value, the one that is asked about before the others."""
    if _numeric_kind(value) is None:
        return _returned(value, array_bytes)
    own = {name: one for name, one in namespace.items() if isinstance(one, keras.Model) and not name.startswith("_")}
    first = {name: own[name] for name in (ask.model,) if name in own}
    return answers(value, first | own, array_bytes)


def _measured(value: object, model: object) -> Seen:
    """What a model comes to on a data set; of what is none, what it is."""
    if not isinstance(value, tf.data.Dataset):
        return Other(kind=kind_of(value))
    return measured(model, value) if isinstance(model, keras.Model) else Other(kind=kind_of(model))


def _replayed(
    replay: Replay, namespace: Namespace, request: Request, transform: Callable[[str], str]
) -> dict[str, Seen]:
    """Run the answer cells again on hidden inputs, in a copy of the namespace, and answer the replay's asks.

    A cell that raises ends itself alone, as it does in a run: scrap cells are no part of an answer.
    """
    for name, array in replay.inputs.items():
        namespace[name] = _like(namespace.get(name), array)
    for name, hidden in replay.datasets.items():
        with contextlib.suppress(*ENDED):
            namespace[name] = in_place_of(namespace.get(name), hidden)
    for code in to_run(replay, transform):
        with contextlib.suppress(*ENDED):
            exec(code, namespace)  # noqa: S102 - learner code, in its own kernel
    once = {ask: _anew(ask, replay, namespace, request) for ask in {*replay.asks.values()}}
    return {key: once[ask] for key, ask in replay.asks.items()}


def _anew(ask: Ask, replay: Replay, namespace: Namespace, request: Request) -> Seen:
    """What one ask of a replay found; of a pipeline only where it was made of hidden examples."""
    seen = _seen(ask, namespace, request)
    with contextlib.suppress(*ENDED):
        return of_hidden(seen, replay.datasets) if replay.datasets else seen
    return Other(kind="other data")


def _like(old: object, array: Array) -> object:
    """The hidden value as the kind of object it replaces; a tensor where nothing told."""
    values = array.numpy()
    if isinstance(old, np.ndarray):
        return values.copy()
    return tf.Variable(values) if isinstance(old, tf.Variable) else tf.constant(values)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Nothing the learner's functions print now belongs to a cell."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
