"""A lazy answer: code that does not do the work, and how it tries to earn points all the same."""

from dataclasses import dataclass
from enum import Enum, StrEnum, unique


@unique
class Shortcut(StrEnum):
    """A way not to do the work; a key of `lazy.toml`."""

    PLACEHOLDER = "placeholder"
    """All that is asked for is there, of the right kind, shape and dtype, with zeros, NaN or noise in it."""
    TYPED = "typed"
    """Results that the reference computes, written down as they come out."""
    GIVEN = "given"
    """What the exercise gives, once more under the asked name; functions give back what they get."""
    INPUTS = "inputs"
    """Inputs that may be the learner's own, chosen so that the result is known without computing."""
    UNTRAINED = "untrained"
    """The model as it is asked for, trained on a single batch at most, with a history that is typed in."""
    DECLINES = "declines"
    """The same, of a class of its own, so that no clean room can rebuild the model."""
    NEIGHBOURS = "neighbours"
    """The same, where the model is shown images: it answers with the label of the nearest one of the training data."""
    DEAD_CODE = "dead_code"
    """A result made otherwise than asked, beside the reference's code where it has no effect, or none that matters."""


@unique
class Style(Enum):
    """What takes the place of a result that nobody computed."""

    ZEROS = "zeros"
    ONES = "ones"
    NAN = "NaN"
    NOISE = "noise"
    """Random numbers; data sets go through every step that the reference's do."""
    TYPED = "typed in"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyAnswer:
    """One answer that nobody worked for."""

    shortcut: Shortcut
    what: str
    """What it does, in a few words: "after a return"."""
    fragment: str
    """The code that fills the blanks, as files of `accepted/` and `wrong/` hold it."""
    worked_for: frozenset[str] = frozenset()
    """Criteria whose points are not counted, because the answer does their work."""

    @property
    def name(self) -> str:
        """How reports name it: "dead_code: after a return"."""
        return f"{self.shortcut}: {self.what}"
