"""THE trust boundary: what we may ask a probe, what a probe may say, and how its bytes become data.

A kernel is its learner. Whatever it answers is a claim in a safe format: JSON of the fixed shapes below, in
which every number of the learner's travels as array bytes. `decode` is the one door. It checks the length of a
message before it parses it, every type and bound while it parses, and the size of every array before it makes
a buffer. It raises `EvidenceError` and nothing else; it never unpickles, evaluates or imports. What a clean room
found has a door of its own, `decode_assembled`: no kernel may say it, and what it was made from was a learner's.

Both sides import this module: the probe (inside) to answer, the grader (outside) to ask and to decode.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal, Self, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from grader.errors import EvidenceError

VERSION: Final = 1
MAX_DIMENSIONS = 32
MAX_SIZE = 2**40
MAX_ARCHITECTURE = 2**20

DTYPES = frozenset(
    ["bool", "float16", "float32", "float64"] + [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
)
"""The dtypes whose bytes cross. Any other crosses as name and shape alone, and is simply a wrong dtype."""

Name = Annotated[str, msgspec.Meta(max_length=200)]
Prose = Annotated[str, msgspec.Meta(max_length=2_000)]
Code = Annotated[str, msgspec.Meta(max_length=1_000_000)]
Size = Annotated[int, msgspec.Meta(ge=0, le=MAX_SIZE)]
Shape = Annotated[tuple[Size, ...], msgspec.Meta(max_length=MAX_DIMENSIONS)]
OpenShape = Annotated[tuple[Size | None, ...], msgspec.Meta(max_length=MAX_DIMENSIONS)]
"""A shape in which None is an axis of any length, such as the batch."""
Architecture = Annotated[str, msgspec.Meta(max_length=MAX_ARCHITECTURE)]
"""A model's layers and how they hang together, as Keras' `to_json` spells it."""
Places = Annotated[tuple[Size, ...], msgspec.Meta(max_length=100)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of all that crosses: frozen, closed to unknown fields, named by keyword."""


R = TypeVar("R", bound=Record)
T = TypeVar("T")


class Array(Record, frozen=True, kw_only=True):
    """Numbers as they lay in memory: C order, little endian."""

    dtype: Name
    """NumPy's name of the dtype, such as "float32"; a name outside `DTYPES` comes without data."""
    shape: Shape
    data: bytes | None = None
    """prod(shape) * itemsize bytes, or None where the dtype does not travel or the array was too large to send."""
    sha256: Digest | None = None
    """Of bytes that stay behind: pretrained weights, which the clean room has too."""

    @classmethod
    def of(cls, value: npt.ArrayLike, *, max_bytes: int | None = None) -> Self:
        """The record of an array; its bytes are left out past `max_bytes` and for dtypes that do not travel."""
        array = np.asarray(value)
        dtype = array.dtype.name
        if dtype not in DTYPES or (max_bytes is not None and array.nbytes > max_bytes):
            return cls(dtype=dtype[:200], shape=array.shape)
        little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
        return cls(dtype=dtype, shape=array.shape, data=little.tobytes())

    def check(self) -> None:
        """Raise `EvidenceError` unless the bytes are exactly what dtype and shape promise."""
        if self.data is None:
            return
        if self.dtype not in DTYPES:
            raise EvidenceError(f"bytes of dtype {self.dtype!r}, which does not travel")
        promised = math.prod(self.shape) * np.dtype(self.dtype).itemsize
        if math.prod(axis or 1 for axis in self.shape) > MAX_SIZE:  # NumPy refuses (0, 2**40, 2**40), empty as it is
            raise EvidenceError(f"{self.dtype} {self.shape} is larger than anything")
        if promised != len(self.data):
            raise EvidenceError(f"{self.dtype} {self.shape} needs {promised} bytes; {len(self.data)} came")

    def numpy(self) -> npt.NDArray[np.generic]:
        """The values, read-only. Raises `EvidenceError` where no bytes travelled."""
        if self.data is None:
            raise EvidenceError(f"no values of {self.dtype} {self.shape} travelled")
        return np.frombuffer(self.data, dtype=np.dtype(self.dtype).newbyteorder("<")).reshape(self.shape)


class Tensor(Record, frozen=True, kw_only=True, tag="tensor"):
    """A tensor, variable, NumPy array, number, or list of numbers."""

    kind: Literal["tensor", "variable", "array", "number", "list"]
    array: Array


class Activation(Record, frozen=True, kw_only=True):
    """An activation function by what it does, so that its spelling does not matter."""

    name: Name
    """What Keras or the function calls itself; for people to read, never compared."""
    response: Array | None
    """Its output on the request's `grid`, or None where it could not be called."""


class Layer(Record, frozen=True, kw_only=True):
    """One call of a layer, or an operation between layers, as the kernel reports it."""

    name: Name
    kind: Name
    """The class name: "Dense", "Flatten", …"""
    settings: dict[Name, bool | Size | Prose | Array | None]
    """The layer's own settings by which layers are told apart: units, use_bias, rate, …"""
    activation: Activation | None
    weights: Annotated[tuple[Shape, ...], msgspec.Meta(max_length=100)]
    """Shapes of its weights, in Keras' order; parameters are counted from these, outside."""
    trainable: bool
    output_shape: OpenShape | None
    """None where the model is not built, or the layer has several outputs."""
    inputs: Places | None = None
    """Places, among the model's layers, of those whose outputs go in; None for the layer just before."""
    same_as: Size | None = None
    """The place of the first call of this very layer, where it is called more than once."""

    @property
    def parameters(self) -> int:
        """How many numbers the layer's weights hold."""
        return sum(math.prod(shape) for shape in self.weights)


class Choice(Record, frozen=True, kw_only=True):
    """An optimizer, a loss or a metric, as a model was compiled with it."""

    kind: Name
    """The text, or the name of the class or of the function. Texts in which Keras finds accuracy are "accuracy"."""
    settings: dict[Name, bool | Size | Prose | Array | None] = {}
    """Of an object, what it was made with."""
    response: Array | None = None
    """Of a loss: float64 (2,), its mean on hidden probabilities for plain and for one-hot labels, NaN where it refuses
    them; None where nothing can be told."""


class Compiled(Record, frozen=True, kw_only=True):
    """What a model was last compiled with."""

    optimizer: Choice | None
    loss: Choice | None
    metrics: Annotated[tuple[Choice, ...], msgspec.Meta(max_length=100)]


class Layers(Record, frozen=True, kw_only=True, tag="layers"):
    """A Keras model's structure: its layers as they are called, each after those whose outputs go in."""

    kind: Literal["sequential", "functional", "subclassed"]
    built: bool
    input_shape: OpenShape | None
    layers: Annotated[tuple[Layer, ...], msgspec.Meta(max_length=1_000)]
    weights: Annotated[tuple[Shape, ...], msgspec.Meta(max_length=10_000)]
    """Shapes of all of the model's weights, those outside any layer too."""
    ends: Places | None = None
    """Places of the layers whose outputs the model gives back; None for the last one."""
    outputs: Array | None = None
    """What the model, not in training, says of hidden inputs; None where it has not one input of known shape."""
    architecture: Architecture | None = None
    """From which, with `values`, a clean room puts the model together anew; None where nobody asked or it can't."""
    values: Annotated[tuple[Array, ...], msgspec.Meta(max_length=10_000)] = ()
    """All of its weights, in Keras' order."""
    compiled: Compiled | None = None
    """None where it is not compiled, and of what a clean room put together."""

    @property
    def parameters(self) -> int:
        """How many numbers all the weights hold."""
        return sum(math.prod(shape) for shape in self.weights)


class Predictions(Record, frozen=True, kw_only=True, tag="predictions"):
    """What a model said of the images it was shown: float (images, classes)."""

    array: Array


class History(Record, frozen=True, kw_only=True, tag="history"):
    """What `fit` returned."""

    series: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)]
    """Metric name to float64 (epochs,)."""
    batches: Size | None = None
    """Batches of one epoch, where `fit` knew."""
    asked: Size | None = None
    """How many epochs `fit` was asked for; None where that is not known."""


class Callback(Record, frozen=True, kw_only=True, tag="callback"):
    """What `fit` may be given to call after each epoch."""

    kind: Name
    """The class name: "EarlyStopping", …"""
    settings: Annotated[dict[Name, bool | Size | Prose | Array | None], msgspec.Meta(max_length=100)]
    """Its plain attributes: monitor, patience, …"""


class Answers(Record, frozen=True, kw_only=True, tag="answers"):
    """What the learner's models say of a value of his own."""

    inputs: Array
    """The value, as float32. Its bytes are dropped once a clean room has had them."""
    models: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)]
    """Name to what the model of that name says, not in training; of models that refuse the value, nothing."""


class Raised(Record, frozen=True, kw_only=True, tag="raised"):
    """The learner's code raised while the probe was using it."""

    error: Name
    message: Prose


class Component(Record, frozen=True, kw_only=True):
    """One part of a data set's elements, such as the images or the labels."""

    name: Name
    """Its key, where elements are dictionaries; empty otherwise."""
    dtype: Name
    shape: OpenShape | None
    """With the axis of the batch, if there is one; None where even the number of axes is open."""
    span: Array | None
    """float64 (2,): the least and the greatest value seen; None where there were no numbers."""


class Step(Record, frozen=True, kw_only=True):
    """One link of a pipeline."""

    kind: Name
    """As the method that makes it is called: "shuffle", "batch", "map", …"""
    size: Array | None = None
    """int64 (): the buffer of a shuffle, the size of a batch, the count of a repeat; None where it has none."""


class Pass(Record, frozen=True, kw_only=True):
    """What one pass through a data set showed, in its order."""

    sizes: Array
    """uint32 (elements,): how many examples each element holds; 1 where it is no batch."""
    digests: Annotated[tuple[Array, ...], msgspec.Meta(max_length=20)]
    """For each component uint64 (examples,): the same number for the same example, batched and scaled or not."""


class Dataset(Record, frozen=True, kw_only=True, tag="dataset"):
    """A `tf.data` pipeline, as the kernel reports it."""

    kind: Literal["tensor", "tuple", "dict", "other"]
    """What one element is."""
    components: Annotated[tuple[Component, ...], msgspec.Meta(max_length=20)]
    batched: bool
    steps: Annotated[tuple[Step, ...], msgspec.Meta(max_length=200)]
    """From the source on."""
    first: Pass
    ended: Literal["end", "endless", "long", "late", "raised"]
    """How the first pass ended; "long" and "late" are those of us who stopped looking."""
    error: Raised | None = None
    """What ended it, where that is "raised"."""
    second: Pass | None = None
    """The beginning of another pass; None where the first one was not gone through."""


class Other(Record, frozen=True, kw_only=True, tag="other"):
    """An object of a kind that does not travel."""

    kind: Name
    """The name of its type; "ellipsis" is the stub's untouched blank."""


class Saved(Record, frozen=True, kw_only=True, tag="saved"):
    """A file that the learner's code left behind."""

    size: Size
    data: bytes | None = None
    """Its bytes; None where they are too many, or it is a folder. Dropped once a clean room has had them."""
    folder: bool = False


class Picture(Record, frozen=True, kw_only=True):
    """One pair of axes with what is drawn in it."""

    title: Prose
    labels: tuple[Prose, Prose]
    """Of the x and the y axis."""
    images: Annotated[tuple[Array, ...], msgspec.Meta(max_length=20)] = ()
    bars: Annotated[tuple[Array, ...], msgspec.Meta(max_length=20)] = ()
    """float64 (bars,): how long they are, upright or lying."""
    color_bar: bool = False
    """Whether these are the axes of a colour bar."""


Pictures = Annotated[tuple[Picture, ...], msgspec.Meta(max_length=20)]
"""All that one figure shows."""


class Figures(Record, frozen=True, kw_only=True, tag="figures"):
    """The figures that were shown, in order."""

    figures: Annotated[tuple[Pictures, ...], msgspec.Meta(max_length=20)]


class Absent(Record, frozen=True, kw_only=True, tag="absent"):
    """No such name was defined."""


class Several(Record, frozen=True, kw_only=True, tag="several"):
    """A tuple that a function returned."""

    parts: Annotated[tuple[Tensor | Other, ...], msgspec.Meta(max_length=20)]


Returned = Tensor | Several | Raised | Other


class Calls(Record, frozen=True, kw_only=True, tag="calls"):
    """What a function returned for each of the argument lists it was called with, in order."""

    results: Annotated[tuple[Returned, ...], msgspec.Meta(max_length=100)]


class Behaviour(Record, frozen=True, kw_only=True, tag="behaviour"):
    """What a model, or a layer, answers to the same hidden inputs again and again."""

    inference: Annotated[tuple[Array, ...], msgspec.Meta(max_length=4)]
    """Not in training."""
    training: Annotated[tuple[Array, ...], msgspec.Meta(max_length=4)]


class Slope(Record, frozen=True, kw_only=True, tag="slope"):
    """A function at one argument list, and how its numbers, weighted and summed, change with each argument."""

    value: Returned
    analytic: Annotated[tuple[Array | None, ...], msgspec.Meta(max_length=20)]
    """What TensorFlow derives; None where nothing flows to the argument."""
    numeric: Annotated[tuple[Array | None, ...], msgspec.Meta(max_length=20)]
    """By central differences, float64; None where there are too many numbers."""


class Gradients(Record, frozen=True, kw_only=True, tag="gradients"):
    """A function, differentiated at each of the argument lists."""

    results: Annotated[tuple[Slope | Raised, ...], msgspec.Meta(max_length=100)]


Seen = (
    Tensor
    | Several
    | Layers
    | Predictions
    | History
    | Dataset
    | Callback
    | Answers
    | Calls
    | Behaviour
    | Gradients
    | Saved
    | Figures
    | Raised
    | Other
    | Absent
)


class Divergence(Record, frozen=True, kw_only=True):
    """Where a model first answers otherwise than the reference does, once both have the reference's weights."""

    layer: Name
    """The first of its layers whose output departs."""
    kind: Name
    after: Name = ""
    """The last whose output is still one of the reference's; empty where there is none."""
    weighted: bool = True
    """Whether all of the reference's weights found a place, so that it is no weight that differs."""


class Rebuilt(Record, frozen=True, kw_only=True):
    """A model that a clean room put together from its architecture and values, where no learner code ran."""

    layers: Layers | None = None
    predictions: dict[Name, Array] = {}
    """What it says of the images it was shown, by the key of the ask."""
    refused: Prose = ""
    """Why there are no layers: what follows a colon."""
    divergence: Divergence | None = None
    """Where it first departs from the reference; None where nobody asked, or that can't be told."""


class Evidence(Record, frozen=True, kw_only=True):
    """All that a run showed."""

    version: Literal[1]
    seen: Annotated[dict[Name, Seen], msgspec.Meta(max_length=200)]
    """Key of an ask to what was found. Keys: `name`, or `criterion/name` for what only that criterion asked."""
    names: Annotated[dict[Name, Name], msgspec.Meta(max_length=500)]
    """The learner's own names, with the kind of each: tensor, array, number, model, function, history, other."""
    around: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)] = {}
    """The learner's own names to the numbers under them, where those are few: steps on the way to an answer."""
    rebuilt: dict[Name, Rebuilt] = {}
    """Name to what a clean room found; added outside, and in no kernel's power to say."""
    mirrored: Annotated[dict[Name, Seen], msgspec.Meta(max_length=200)] = {}
    """Key to what the reference's answer gives where it starts from the learner's own values; added outside too."""

    def scoped(self, criterion: str) -> "Evidence":
        """The same evidence as one criterion sees it: its own asks under `hidden/name`, nobody else's."""
        rebuilt = {
            name: msgspec.structs.replace(one, predictions=_scoped(one.predictions, criterion))
            for name, one in self.rebuilt.items()
        }
        return msgspec.structs.replace(
            self,
            seen=_scoped(self.seen, criterion),
            rebuilt=rebuilt,
            mirrored=_scoped(self.mirrored, criterion),
        )


def _scoped(found: Mapping[str, T], criterion: str) -> dict[str, T]:
    own = criterion + "/"
    mine = {"hidden/" + key.removeprefix(own): one for key, one in found.items() if key.startswith(own)}
    return {key: one for key, one in found.items() if "/" not in key} | mine


EMPTY = Evidence(version=VERSION, seen={}, names={})
"""What a run that was never observed shows."""


class Look(Record, frozen=True, kw_only=True, tag="look"):
    """Describe the object of this name, whatever it is."""

    name: Name


class Call(Record, frozen=True, kw_only=True, tag="call"):
    """Call the function of this name with each argument list, as float or integer tensors."""

    name: Name
    arguments: tuple[tuple[Array, ...], ...]


class Predict(Record, frozen=True, kw_only=True, tag="predict"):
    """Call the model of this name, not in training, on images float32 (images, …)."""

    name: Name
    images: Array


class Poll(Record, frozen=True, kw_only=True, tag="poll"):
    """Call every model there is, not in training, on the value of this name."""

    name: Name
    model: Name
    """The model that is asked first, should there be very many."""


class Make(Record, frozen=True, kw_only=True, tag="make"):
    """Make an object of the class of this name with each argument list, give it hidden weights, and call it."""

    name: Name
    arguments: tuple[tuple[Array, ...], ...]
    inputs: Array
    seed: Size
    """Of the weights."""


class Behave(Record, frozen=True, kw_only=True, tag="behave"):
    """Call the model or layer of this name on the inputs, twice not in training and then twice in training."""

    name: Name
    inputs: Array


class Differentiate(Record, frozen=True, kw_only=True, tag="differentiate"):
    """Call the function of this name with each argument list, and differentiate it there."""

    name: Name
    arguments: tuple[tuple[Array, ...], ...]


class Open(Record, frozen=True, kw_only=True, tag="open"):
    """Bring the file of this name, from the folder that the learner's code works in."""

    name: Name


class Show(Record, frozen=True, kw_only=True, tag="show"):
    """Describe all figures that were shown; the name is what is drawn in one of them."""

    name: Name


Ask = Look | Call | Predict | Poll | Make | Behave | Differentiate | Open | Show


class Replay(Record, frozen=True, kw_only=True):
    """Rebind inputs, run the answer cells again on a copy of the namespace, and ask again."""

    inputs: dict[Name, Array]
    """Name to the hidden value put in its place, as the kind of object that stood there."""
    cells: tuple[Code, ...]
    asks: dict[Name, Ask]


class Request(Record, frozen=True, kw_only=True):
    """All that one probe is asked, in one message."""

    asks: dict[Name, Ask]
    grid: Array
    """float32 (rows, columns): what activation functions are called on."""
    array_bytes: Size
    """The most bytes one array, or one model with all its weights, may bring back."""
    around_bytes: Size = 0
    """The most bytes that all of `Evidence.around` may bring back; a quarter of it one array."""
    seed: Size | None = None
    """Of the hidden inputs on which models are called; None where no model is to be put together anew."""
    replays: tuple[Replay, ...] = ()


class Material(Record, frozen=True, kw_only=True):
    """What a model is put together from."""

    architecture: Architecture
    values: tuple[Array, ...]


class Blueprint(Record, frozen=True, kw_only=True):
    """What one model is put together from, and what it is then shown."""

    architecture: Architecture
    """Admitted by `grader.architecture`."""
    values: tuple[Array, ...]
    images: dict[Name, Array]
    """Key of an ask to its images."""
    weights_file: bytes | None = None
    """A file of Keras' that holds the weights, in the place of `values`."""
    against: Material | None = None
    """The reference's model, to be compared with layer by layer; nothing else is then asked of either."""


class Assembly(Record, frozen=True, kw_only=True):
    """All that one clean room is asked: the models of one run."""

    blueprints: dict[Name, Blueprint]
    grid: Array
    array_bytes: Size
    seed: Size


class Assembled(Record, frozen=True, kw_only=True):
    """What a clean room answers."""

    models: Annotated[dict[Name, Rebuilt], msgspec.Meta(max_length=200)]


def encode(record: Evidence | Request | Assembled) -> bytes:
    """The JSON bytes of a record."""
    return msgspec.json.encode(record)


def decode_request(message: bytes) -> Request:
    """Our own request, inside the kernel. Raises `EvidenceError`."""
    try:
        return msgspec.json.decode(message, type=Request)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise EvidenceError(f"not a request: {error}") from error


def decode(message: bytes, *, max_bytes: int) -> Evidence:
    """What a kernel said, believed to be nothing but data. Raises `EvidenceError` and nothing else."""
    evidence = restore(message, max_bytes=max_bytes)
    if evidence.rebuilt or evidence.mirrored:
        raise EvidenceError("a kernel that speaks for a clean room")
    return evidence


def restore(message: bytes, *, max_bytes: int) -> Evidence:
    """Evidence that we kept, with what a clean room found. Raises `EvidenceError` and nothing else."""
    evidence = _checked(message, Evidence, max_bytes)
    for seen in (*evidence.seen.values(), *evidence.mirrored.values()):
        _check(_arrays(seen))
    _check(evidence.around.values())
    _check_rebuilt(evidence.rebuilt)
    return evidence


def decode_assembled(message: bytes, *, max_bytes: int) -> dict[str, Rebuilt]:
    """What a clean room found, by name of the model. Raises `EvidenceError` and nothing else."""
    models = _checked(message, Assembled, max_bytes).models
    _check_rebuilt(models)
    return models


def _checked(message: bytes, kind: type[R], max_bytes: int) -> R:
    if len(message) > max_bytes:
        raise EvidenceError(f"{len(message)} bytes of evidence; {max_bytes} are allowed")
    try:
        return msgspec.json.decode(message, type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise EvidenceError(f"not evidence: {error}") from error


def _check_rebuilt(models: Mapping[str, Rebuilt]) -> None:
    """Raise `EvidenceError` unless each is layers or a refusal, without what it was made from."""
    for one in models.values():
        if (one.layers is None) != bool(one.refused):
            raise EvidenceError("a model that is neither put together nor refused, or both")
        if one.layers is not None and (one.layers.architecture is not None or one.layers.values):
            raise EvidenceError("a model that still has what it was made from")
        _check([*one.predictions.values(), *(_arrays(one.layers) if one.layers else [])])


def _check(arrays: Iterable[Array]) -> None:
    for array in arrays:
        array.check()


def _arrays(seen: Seen) -> list[Array]:  # noqa: C901, PLR0911 - one for each kind of thing
    """Every array inside one thing seen."""
    match seen:
        case Tensor() | Predictions():
            return [seen.array]
        case History():
            return list(seen.series.values())
        case Calls(results=results) | Several(parts=results):
            return [array for result in results for array in _arrays(result)]
        case Dataset():
            return _dataset_arrays(seen)
        case Figures():
            return [
                array for figure in seen.figures for picture in figure for array in (*picture.images, *picture.bars)
            ]
        case Callback():
            return _setting_arrays(seen.settings)
        case Behaviour():
            return [*seen.inference, *seen.training]
        case Gradients(results=slopes):
            return [array for one in slopes if isinstance(one, Slope) for array in _slope_arrays(one)]
        case Answers():
            return [seen.inputs, *seen.models.values()]
        case Layers():
            _check_wiring(seen)
            parts = [array for layer in seen.layers for array in _layer_arrays(layer)]
            parts += _compiled_arrays(seen.compiled) if seen.compiled else []
            return [*parts, *seen.values, *([seen.outputs] if seen.outputs else [])]
        case _:
            return []


def _check_wiring(model: Layers) -> None:
    """Raise `EvidenceError` where a layer gets what comes after it, or what is not there."""
    for place, layer in enumerate(model.layers):
        if any(one >= place for one in (*(layer.inputs or ()), *(() if layer.same_as is None else [layer.same_as]))):
            raise EvidenceError(f"layer {place} comes before what goes into it")
    if any(one >= len(model.layers) for one in model.ends or ()):
        raise EvidenceError("a model that gives back what it has not")


def _dataset_arrays(data: Dataset) -> list[Array]:
    passes = [one for one in (data.first, data.second) if one is not None]
    numbers = [one.span for one in data.components] + [step.size for step in data.steps]
    numbers += [array for one in passes for array in (one.sizes, *one.digests)]
    return [array for array in numbers if array is not None]


def _slope_arrays(slope: Slope) -> list[Array]:
    derived = [one for one in (*slope.analytic, *slope.numeric) if one is not None]
    return [*_arrays(slope.value), *derived]


def _compiled_arrays(compiled: Compiled) -> list[Array]:
    components = [one for one in (compiled.optimizer, compiled.loss, *compiled.metrics) if one is not None]
    responses = [one.response for one in components if one.response is not None]
    return [*responses, *(array for one in components for array in _setting_arrays(one.settings))]


def _setting_arrays(settings: Mapping[str, object]) -> list[Array]:
    return [value for value in settings.values() if isinstance(value, Array)]


def _layer_arrays(layer: Layer) -> list[Array]:
    settings = _setting_arrays(layer.settings)
    response = layer.activation.response if layer.activation else None
    return settings if response is None else [*settings, response]
