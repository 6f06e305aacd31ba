"""How a model was trained: what it was compiled with, what watched over `fit`, what `fit` returned."""

from typing import Annotated

import msgspec

from grader.evidence.datasets import Dataset, DatasetPass
from grader.evidence.records import Array, Ask, Name, Observation, Prose, Record, Size


class CompileOption(Record, frozen=True, kw_only=True):
    """An optimizer, a loss or a metric, as a model was compiled with it."""

    kind: Name
    """The text, or the name of the class or of the function. Texts in which Keras finds accuracy are "accuracy"."""
    settings: dict[Name, bool | Size | Prose | Array | None] = msgspec.field(default_factory=dict)
    """Of an object, what it was made with."""
    response: Array | None = None
    """Of a loss: float64 (2,), its mean on hidden probabilities for plain and for one-hot labels, NaN where it refuses
    them; None where nothing is known."""


class Compiled(Record, frozen=True, kw_only=True):
    """The options that a model was last compiled with."""

    optimizer: CompileOption | None
    loss: CompileOption | None
    metrics: Annotated[tuple[CompileOption, ...], msgspec.Meta(max_length=100)]


class Callback(Observation, frozen=True, kw_only=True, tag="callback"):
    """A Keras callback, which `fit` calls after each epoch."""

    noun = "a callback"
    rests_on = "training"

    kind: Name
    """The class name: "EarlyStopping", …"""
    settings: Annotated[dict[Name, bool | Size | Prose | Array | None], msgspec.Meta(max_length=100)]
    """Its plain attributes: monitor, patience, …"""


class Evaluate(Ask, frozen=True, kw_only=True, tag="evaluate"):
    """Measure a model, as it was compiled, on the data set of this name."""

    model: Name


class History(Observation, frozen=True, kw_only=True, tag="history"):
    """The history that `fit` returned."""

    noun = "what `fit` returned"
    rests_on = "training"

    series: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)]
    """Metric name to float64 (epochs,)."""
    batches: Size | None = None
    """Batches of one epoch, where `fit` knew."""
    asked: Size | None = None
    """How many epochs `fit` was asked for; None where that is not known."""


class TraceFits(Ask, frozen=True, kw_only=True, tag="trace_fits"):
    """Tell by which calls of `fit` the model of this name was trained."""

    @property
    def arrays(self) -> int:
        """None: the digests of what `fit` was given have a size of their own."""
        return 0


class FitCallback(Record, frozen=True, kw_only=True):
    """A callback that one call of `fit` was given."""

    names: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)]
    """The learner's names for it; none where it has no name any more."""
    stopped: bool
    """Whether it ended the training after an epoch."""


class EpochPass(Record, frozen=True, kw_only=True):
    """What an epoch after the first one went over, where that is not what one before it went over."""

    epoch: Size
    """1 is the first."""
    whole: bool
    """Whether all of the epoch is here; if not, it may have gone over more examples."""
    went: DatasetPass


class FitCall(Record, frozen=True, kw_only=True):
    """One call of `fit`, with what its epochs went over."""

    epochs: Size
    """How many came to their end."""
    training: Dataset | None
    """What came to train on in the first epoch, the labels as numbers of classes; None where it could not be seen."""
    validation: Dataset | None
    """What came to validate on after the first epoch; None where there was nothing, too."""
    later: Annotated[tuple[EpochPass, ...], msgspec.Meta(max_length=100)] = ()
    """Other examples that came to train on later; of very many epochs a sample."""
    validated_later: Annotated[tuple[EpochPass, ...], msgspec.Meta(max_length=100)] = ()
    """Other examples that came to validate on later, likewise."""
    histories: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)]
    """The learner's names for what it returned."""
    callbacks: Annotated[tuple[FitCallback, ...], msgspec.Meta(max_length=100)]
    """Without those that Keras adds."""
    losses: Array | None = None
    """float64 (epochs,): the loss of each epoch; None where there was none."""


class Fits(Observation, frozen=True, kw_only=True, tag="fits"):
    """All calls of `fit` in a row that led to a model's weights, the last ones of them where they are many.

    Calls on other models count where the next one goes on from the very weights with which they ended.
    """

    noun = "a model"
    rests_on = "training"

    calls: Annotated[tuple[FitCall, ...], msgspec.Meta(max_length=100)]
    kept: bool = True
    """Whether the weights are those that `fit` left after an epoch or at its end, and nothing else changed them."""
