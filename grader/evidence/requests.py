"""What we may ask: of a probe what it should look at, of a clean room what it should put together."""

from typing import Annotated

import msgspec

from grader.evidence.networks import Rebuilt
from grader.evidence.records import Architecture, Array, CodeText, Name, Record, Seconds, Shape, Size


class Describe(Record, frozen=True, kw_only=True, tag="look"):
    """Describe the object of this name, whatever it is."""

    name: Name
    whole: bool = False
    """Whether a data set that `take` or `skip` leaves a part of is to be described without that step."""


class CallFunction(Record, frozen=True, kw_only=True, tag="call"):
    """Call the function of this name with each argument list, as float or integer tensors."""

    name: Name
    arguments: tuple[tuple[Array, ...], ...]


class Predict(Record, frozen=True, kw_only=True, tag="predict"):
    """Call the model of this name, not in training, on images float32 (images, …)."""

    name: Name
    images: Array


class DataSplit(Record, frozen=True, kw_only=True):
    """A part of a data set that every kernel sees."""

    data: Name
    """As tfds calls it: "mnist"."""
    split: Name
    """As tfds spells it: "train[80%:]"."""


class Validate(Record, frozen=True, kw_only=True, tag="validate"):
    """Call the model of this name, not in training, on all images of a part of a data set, scaled from 0 to 1."""

    name: Name
    part: DataSplit


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


class Evaluate(Record, frozen=True, kw_only=True, tag="evaluate"):
    """Measure a model, as it was compiled, on the data set of this name."""

    name: Name
    model: Name


class TraceFits(Record, frozen=True, kw_only=True, tag="trace_fits"):
    """Tell by which calls of `fit` the model of this name was trained."""

    name: Name


class Open(Record, frozen=True, kw_only=True, tag="open"):
    """Bring the file of this name, from the folder that the learner's code works in."""

    name: Name


class Show(Record, frozen=True, kw_only=True, tag="show"):
    """Describe all figures that were shown; the name is what is drawn in one of them."""

    name: Name


class Choose(Record, frozen=True, kw_only=True, tag="choose"):
    """Call the function of this name with lists of so many GPUs, as TensorFlow lists them."""

    name: Name
    gpus: tuple[Size, ...]


class CountLeft(Record, frozen=True, kw_only=True, tag="left"):
    """Count what of the object of this name came about without what a replay takes out."""

    name: Name


class Locate(Record, frozen=True, kw_only=True, tag="locate"):
    """Tell on which device the tensor of this name is."""

    name: Name


Ask = (
    Describe
    | CallFunction
    | Predict
    | Validate
    | Poll
    | Make
    | Behave
    | Differentiate
    | Evaluate
    | TraceFits
    | Open
    | Show
    | Choose
    | CountLeft
    | Locate
)


class HiddenPart(Record, frozen=True, kw_only=True):
    """One part of hidden examples, such as the images or the labels."""

    dtype: Name
    shape: Shape
    """Of one example."""
    span: Array
    """float64 (2,): the least and the greatest value to draw."""


class HiddenExamples(Record, frozen=True, kw_only=True):
    """A data set of hidden examples, which the kernel draws for itself."""

    parts: Annotated[tuple[HiddenPart, ...], msgspec.Meta(min_length=1, max_length=20)]
    alone: bool
    """Whether an example is its only part, and not a tuple of parts."""
    count: Size
    seed: Size


class HiddenModel(Record, frozen=True, kw_only=True):
    """A model like the one under a name, with a wider last layer and other weights, which the kernel draws itself."""

    seed: Size


class StoredExamples(Record, frozen=True, kw_only=True):
    """A small data set of hidden pictures that `tfds.load` finds under a name, which the kernel draws and stores."""

    classes: Size
    train: Size
    """Examples in this part, at least as many as there are classes."""
    test: Size
    seed: Size


class Replay(Record, frozen=True, kw_only=True):
    """Rebind inputs, run the answer cells again on a copy of the namespace, and ask again."""

    inputs: dict[Name, Array]
    """Name to the hidden value put in its place, as the kind of object that stood there."""
    models: dict[Name, HiddenModel] = msgspec.field(default_factory=dict)
    stored: dict[Name, StoredExamples] = msgspec.field(default_factory=dict)
    """Name as tfds calls it to the data set that is stored under it meanwhile."""
    as_found: bool = False
    """Whether the inputs keep the values that the run left them, instead of the hidden ones: a value that is made from
    them comes out as before."""
    taken_out: tuple[Name, ...] = ()
    """Functions, methods and operators whose results are spoilt wherever the cells use them."""
    datasets: dict[Name, HiddenExamples] = msgspec.field(default_factory=dict)
    """Name to the data set put in its place. Then only those statements run again that the asked names follow from."""
    passing: tuple[Name, ...] = ()
    """Names of models and functions that give back what they get. Only statements run again, too."""
    cells: tuple[CodeText, ...]
    asks: dict[Name, Ask]
    origins: dict[Name, Ask] = msgspec.field(default_factory=dict)
    """Asked after the cells ran once more, in which every expression that made a value that ended up under one of the
    names gives the hidden value. Not answered where the cells make none of them."""


class Request(Record, frozen=True, kw_only=True):
    """All asks to one probe, in one message."""

    asks: dict[Name, Ask]
    grid: Array
    """float32 (rows, columns): what activation functions are called on."""
    array_bytes: Size
    """The most bytes one array, or one model with all its weights, may bring back."""
    intermediate_bytes: Size = 0
    """The most bytes that all of `Evidence.intermediate_values` may bring back; a quarter of it one array."""
    seed: Size | None = None
    """Of the hidden inputs on which models are called; None where no model is to be put together anew."""
    replays: tuple[Replay, ...] = ()
    seconds: Seconds = 60.0
    """After which nobody waits for the answer any more. Set when it is asked, as is `ask_s`."""
    ask_s: Seconds = 30.0
    """For one ask, or one cell of a replay."""


class Trial(Record, frozen=True, kw_only=True):
    """A whole file's cells, to be run in a namespace of their own and looked at as a run is."""

    cells: Annotated[tuple[CodeText, ...], msgspec.Meta(max_length=1_000)]
    request: Request
    training: bool = True
    """Whether `fit` trains; else it builds its model and leaves it at that."""


class ModelParts(Record, frozen=True, kw_only=True):
    """The architecture and weights that a model is rebuilt from."""

    architecture: Architecture
    values: tuple[Array, ...]


class Blueprint(Record, frozen=True, kw_only=True):
    """The parts that one model is rebuilt from, and the images that it is then shown."""

    architecture: Architecture
    """Admitted by `grader.probe.outside.keras_config`."""
    values: tuple[Array, ...]
    images: dict[Name, Array]
    """Key of an ask to its images."""
    parts: dict[Name, DataSplit] = msgspec.field(default_factory=dict)
    """Key of an ask to the part of a data set whose images it is shown."""
    weights_file: bytes | None = None
    """A Keras file with the weights, instead of `values`."""
    against: ModelParts | None = None
    """The reference's model, to be compared with layer by layer; nothing else is then asked of either."""


class Assembly(Record, frozen=True, kw_only=True):
    """The request to one clean room: the models of one run."""

    blueprints: dict[Name, Blueprint]
    grid: Array
    array_bytes: Size
    seed: Size


NEEDS_THREADS = b"it takes threads"
"""The answer of a clean room that lacks threads which it needs. Another one may have them."""


class Assembled(Record, frozen=True, kw_only=True):
    """The answer of a clean room."""

    models: Annotated[dict[Name, Rebuilt], msgspec.Meta(max_length=200)]
