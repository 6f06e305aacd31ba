"""How a model was trained: its compile options, the callbacks of `fit`, and what `fit` returned."""

from typing import Annotated

import msgspec

from grader.evidence.datasets import Dataset, DatasetPass
from grader.evidence.records import Array, Ask, Name, Observation, Prose, Record, Size


class CompileOption(Record, frozen=True, kw_only=True):
    """An optimizer, a loss or a metric with which a model was compiled."""

    kind: Name
    """The string, or the name of the class or function. Strings that Keras reads as accuracy become "accuracy"."""
    settings: dict[Name, bool | Size | Prose | Array | None] = msgspec.field(default_factory=dict)
    """For an object, the settings with which it was made."""
    response: Array | None = None
    """For a loss, its mean on hidden probabilities for plain and for one-hot labels, float64 (2,), with NaN if it
    refuses them; None if nothing is known.
    """


class Compiled(Record, frozen=True, kw_only=True):
    """The options with which a model was last compiled."""

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
    """The callback's plain attributes: monitor, patience, …"""


class Evaluate(Ask, frozen=True, kw_only=True, tag="evaluate"):
    """Evaluate a model, as it was compiled, on the data set with this name."""

    model: Name


class History(Observation, frozen=True, kw_only=True, tag="history"):
    """The history that `fit` returned."""

    noun = "what `fit` returned"
    rests_on = "training"

    series: Annotated[dict[Name, Array], msgspec.Meta(max_length=100)]
    """Maps each metric's name to its values, float64 (epochs,)."""
    batches: Size | None = None
    """The number of batches in one epoch, if `fit` knew it."""
    asked: Size | None = None
    """The number of epochs requested from `fit`; None if it is not known."""


class TraceFits(Ask, frozen=True, kw_only=True, tag="trace_fits"):
    """Find the calls of `fit` that trained the model with this name."""

    @property
    def arrays(self) -> int:
        """The number of arrays: none, because the digests of what `fit` was given have their own limit."""
        return 0


class FitCallback(Record, frozen=True, kw_only=True):
    """A callback that was passed to one call of `fit`."""

    names: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)]
    """The learner's names for it; empty if it no longer has a name."""
    stopped: bool
    """Whether it ended the training after an epoch."""


class EpochPass(Record, frozen=True, kw_only=True):
    """The examples that a later epoch used, if they differ from those of an earlier epoch."""

    epoch: Size
    """The number of the epoch, from 1."""
    whole: bool
    """Whether all of the epoch is included; if not, it may have used more examples."""
    went: DatasetPass


class FitCall(Record, frozen=True, kw_only=True):
    """One call of `fit`, with the examples that its epochs used."""

    epochs: Size
    """The number of completed epochs."""
    training: Dataset | None
    """The training examples of the first epoch, with labels as class numbers; None if they were not observed."""
    validation: Dataset | None
    """The validation examples after the first epoch; None if there were none or they were not observed."""
    later: Annotated[tuple[EpochPass, ...], msgspec.Meta(max_length=100)] = ()
    """Different training examples in later epochs; for very many epochs, a sample."""
    validated_later: Annotated[tuple[EpochPass, ...], msgspec.Meta(max_length=100)] = ()
    """Different validation examples after later epochs; for very many epochs, a sample."""
    histories: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)]
    """The learner's names for the history that it returned."""
    callbacks: Annotated[tuple[FitCallback, ...], msgspec.Meta(max_length=100)]
    """The callbacks, without those that Keras adds."""
    losses: Array | None = None
    """The loss of each epoch, float64 (epochs,); None if there was none."""


class Fits(Observation, frozen=True, kw_only=True, tag="fits"):
    """All consecutive calls of `fit` that led to a model's weights; if they are many, the last ones.

    Calls on a different model count if the next call starts from exactly the weights with which they ended.
    """

    noun = "a model"
    rests_on = "training"

    calls: Annotated[tuple[FitCall, ...], msgspec.Meta(max_length=100)]
    kept: bool = True
    """Whether the weights are those that `fit` left after an epoch or at its end, and nothing else changed them."""
