"""The messages: the requests to a probe and to a clean room, and everything that they answer."""

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
    """Count how much of the object with this name was made without what a replay takes out."""


if TYPE_CHECKING:
    AnyAsk = Ask
    AnyObservation = Observation
else:  # msgspec needs all of these modules; by now they are imported (see the package)
    AnyAsk = reduce(or_, Ask.__subclasses__())
    AnyObservation = reduce(or_, Observation.__subclasses__())


class HiddenPart(Record, frozen=True, kw_only=True):
    """One part of hidden examples, such as the images or the labels."""

    dtype: Name
    shape: Shape
    """The shape of one example."""
    span: Array
    """The smallest and the greatest value to draw, float64 (2,)."""


class HiddenExamples(Record, frozen=True, kw_only=True):
    """A data set of hidden examples that the kernel draws itself."""

    parts: Annotated[tuple[HiddenPart, ...], msgspec.Meta(min_length=1, max_length=20)]
    alone: bool
    """Whether an example consists only of its single part, and not of a tuple of parts."""
    count: Size
    seed: Size


class HiddenModel(Record, frozen=True, kw_only=True):
    """A model like the one with this name, but with a wider last layer and weights that the kernel draws itself."""

    seed: Size


class StoredExamples(Record, frozen=True, kw_only=True):
    """A small data set of hidden pictures that the kernel draws and stores for `tfds.load`."""

    classes: Size
    train: Size
    """The number of examples in this part, at least the number of classes."""
    test: Size
    seed: Size


class Replay(Record, frozen=True, kw_only=True):
    """Rebind inputs, run the answer cells again on a copy of the namespace, and ask again."""

    inputs: dict[Name, Array]
    """Maps each name to the hidden value that replaces the old one, as an object of the same kind."""
    models: dict[Name, HiddenModel] = msgspec.field(default_factory=dict)
    stored: dict[Name, StoredExamples] = msgspec.field(default_factory=dict)
    """Maps each name in tfds to the data set that is stored under it meanwhile."""
    as_found: bool = False
    """Whether the inputs keep the values from the run: a value that is made from them then comes out as before."""
    taken_out: tuple[Name, ...] = ()
    """Functions, methods and operators whose results are spoilt wherever the cells use them."""
    datasets: dict[Name, HiddenExamples] = msgspec.field(default_factory=dict)
    """Maps each name to the data set that replaces the old one. Then only statements that lead to required names
    run.
    """
    passing: tuple[Name, ...] = ()
    """Names of models and functions that return their argument. Then, too, only some statements run."""
    cells: tuple[CodeText, ...]
    asks: dict[Name, AnyAsk]
    origins: dict[Name, AnyAsk] = msgspec.field(default_factory=dict)
    """The asks after the cells ran again with hidden values at every expression that made a value of one of the names.
    They are not answered if the cells make none of these values.
    """


class Request(Record, frozen=True, kw_only=True):
    """All requests to one probe, in one message."""

    asks: dict[Name, AnyAsk]
    grid: Array
    """The numbers on which activation functions are called, float32 (rows, columns)."""
    array_bytes: Size
    """The most bytes for one array, or for one model with all its weights, in the answer."""
    intermediate_bytes: Size = 0
    """The most bytes for all of `Evidence.intermediate_values`; one array may have a quarter of them."""
    seed: Size | None = None
    """The seed of the hidden inputs on which models are called; None if no model will be rebuilt."""
    replays: tuple[Replay, ...] = ()
    seconds: Seconds = 60.0
    """The time after which nobody waits for the answer any longer. Set when the request is sent, as is `ask_s`."""
    ask_s: Seconds = 30.0
    """The time for one ask, or for one cell of a replay."""


class Trial(Record, frozen=True, kw_only=True):
    """The cells of a whole file, to run in their own namespace and then to be looked at as in a run."""

    cells: Annotated[tuple[CodeText, ...], msgspec.Meta(max_length=1_000)]
    request: Request
    training: bool = True
    """Whether `fit` trains; otherwise it only builds its model."""


class ModelParts(Record, frozen=True, kw_only=True):
    """The architecture and weights that a model is rebuilt from."""

    architecture: Architecture
    values: tuple[Array, ...]


class Blueprint(Record, frozen=True, kw_only=True):
    """The parts that one model is rebuilt from, and the images that it is then shown."""

    architecture: Architecture
    """The architecture, admitted by `grader.probe.outside.keras_config`."""
    values: tuple[Array, ...]
    images: dict[Name, Array]
    """Maps the key of each ask to its images."""
    parts: dict[Name, DataSplit] = msgspec.field(default_factory=dict)
    """Maps the key of each ask to the part of a data set with its images."""
    weights_file: bytes | None = None
    """A Keras file with the weights, instead of `values`."""
    against: ModelParts | None = None
    """The reference's model for a comparison layer by layer; then neither model is asked anything else."""


class Assembly(Record, frozen=True, kw_only=True):
    """The request to one clean room: the models of one run."""

    blueprints: dict[Name, Blueprint]
    grid: Array
    array_bytes: Size
    seed: Size


NEEDS_THREADS = b"it takes threads"
"""The answer of a clean room that lacks threads it needs. A different room may have them."""


class Assembled(Record, frozen=True, kw_only=True):
    """The answer of a clean room."""

    models: Annotated[dict[Name, Rebuilt], msgspec.Meta(max_length=200)]


Replaceable = Array | Dataset | Layers
"""The observations that hidden inputs can replace in a run."""


class Evidence(Record, frozen=True, kw_only=True):
    """Everything that the probe observed in a run."""

    version: Literal[1]
    seen: Annotated[dict[Name, AnyObservation], msgspec.Meta(max_length=200)]
    """Maps the key of each ask to its observation. Keys: `name`, or `criterion/name` if only that criterion asked."""
    names: Annotated[dict[Name, Name], msgspec.Meta(max_length=500)]
    """Maps the learner's own names to their kinds: tensor, array, number, model, function, history, other."""
    intermediate_values: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)] = msgspec.field(
        default_factory=dict
    )
    """Maps the learner's own names to their numbers if these are few: the intermediate steps of an answer."""
    rebuilt: dict[Name, Rebuilt] = msgspec.field(default_factory=dict)
    """Maps names to a clean room's findings, which are added outside; kernels can't send them."""
    reference_on_learner_inputs: Annotated[dict[Name, AnyObservation], msgspec.Meta(max_length=200)] = msgspec.field(
        default_factory=dict
    )
    """Maps keys to the results of the reference's answer on the learner's own values; they are added outside too."""

    def for_criterion(self, criterion: str) -> "Evidence":
        """The evidence as one criterion sees it: its own asks as `hidden/name`, without those of other criteria."""
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
"""The evidence of a run that was never observed."""
