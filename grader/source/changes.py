"""What the grader changed in a learner's file: one list of records for page, terminal, JSON and gradebook."""

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class ChangeKind(StrEnum):
    """The kinds of change."""

    RECOVERED = "recovered"
    """Damage to the file was undone: its text or its cells were mended so that they can be read and run."""
    MODERNISED = "modernised"
    """Code of an older TensorFlow, Keras or NumPy ran as it is spelled today."""
    REORDERED = "reordered"
    """All cells ran again, and this one after a cell that stands below it."""
    OUTDATED = "outdated"
    """Nothing was changed in it: it was made from an older edition of the course, and the exercise has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change."""

    kind: ChangeKind
    sentence: str
    """What was changed and why, a sentence or two for the learner."""
    cell: int | None = None
    """The number of the code cell from 1, as pages count them; None where it concerns the whole file."""
    line: int | None = None
    """The line of that cell, from 1; None where it concerns the whole cell."""


def recovered(sentence: str) -> Change:
    """A mended file or cell. The cell's number follows once all cells are in place."""
    return Change(kind=ChangeKind.RECOVERED, sentence=sentence)
