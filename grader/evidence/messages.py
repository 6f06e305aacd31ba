"""The messages: what is asked of a probe and of a clean room, and all that a probe says in answer."""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import msgspec

from grader.evidence.datasets import Dataset
from grader.evidence.networks import DataSplit, Layers, Rebuilt
from grader.evidence.records import (
    VERSION,
    Architecture,
    Array,
    Ask,
    CodeText,
    Name,
    Observation,
    Record,
    Seconds,
    Shape,
    Size,
)

_T = TypeVar("_T")


class CountLeft(Ask, frozen=True, kw_only=True, tag="left"):
    """Count what of the object of this name came about without what a replay takes out."""


if TYPE_CHECKING:
    AnyAsk = Ask
    AnyObservation = Observation
else:  # msgspec wants all of them, and by now they are imported (see the package)
    AnyAsk = reduce(or_, Ask.__subclasses__())
    AnyObservation = reduce(or_, Observation.__subclasses__())


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
    asks: dict[Name, AnyAsk]
    origins: dict[Name, AnyAsk] = msgspec.field(default_factory=dict)
    """Asked after the cells ran once more, in which every expression that made a value that ended up under one of the
    names gives the hidden value. Not answered where the cells make none of them."""


class Request(Record, frozen=True, kw_only=True):
    """All asks to one probe, in one message."""

    asks: dict[Name, AnyAsk]
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


Replaceable = Array | Dataset | Layers
"""What a run leaves that hidden inputs can replace."""


class Evidence(Record, frozen=True, kw_only=True):
    """All that the probe observed in a run."""

    version: Literal[1]
    seen: Annotated[dict[Name, AnyObservation], msgspec.Meta(max_length=200)]
    """Key of an ask to what was found. Keys: `name`, or `criterion/name` for what only that criterion asked."""
    names: Annotated[dict[Name, Name], msgspec.Meta(max_length=500)]
    """The learner's own names, with the kind of each: tensor, array, number, model, function, history, other."""
    intermediate_values: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)] = msgspec.field(
        default_factory=dict
    )
    """The learner's own names to the numbers under them, where those are few: steps on the way to an answer."""
    rebuilt: dict[Name, Rebuilt] = msgspec.field(default_factory=dict)
    """Name to what a clean room found; added outside, and in no kernel's power to say."""
    reference_on_learner_inputs: Annotated[dict[Name, AnyObservation], msgspec.Meta(max_length=200)] = msgspec.field(
        default_factory=dict
    )
    """Key to what the reference's answer gives where it starts from the learner's own values; added outside too."""

    def for_criterion(self, criterion: str) -> "Evidence":
        """The same evidence as one criterion sees it: its own asks under `hidden/name`, nobody else's."""
        rebuilt = {
            name: msgspec.structs.replace(one, predictions=_scoped(one.predictions, criterion))
            for name, one in self.rebuilt.items()
        }
        return msgspec.structs.replace(
            self,
            seen=_scoped(self.seen, criterion),
            rebuilt=rebuilt,
            reference_on_learner_inputs=_scoped(self.reference_on_learner_inputs, criterion),
        )


def _scoped(found: Mapping[str, _T], criterion: str) -> dict[str, _T]:
    own = criterion + "/"
    mine = {"hidden/" + key.removeprefix(own): one for key, one in found.items() if key.startswith(own)}
    return {key: one for key, one in found.items() if "/" not in key} | mine


EMPTY = Evidence(version=VERSION, seen={}, names={})
"""What a run that was never observed shows."""
