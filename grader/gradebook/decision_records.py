"""What is decided about one learner's points or due dates, as every package above the gradebook shares it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique


@unique
class DecisionKind(StrEnum):
    """What a decision changes. The last decision of a kind on the same target is in force."""

    OVERRIDE = "override"
    """The points of an exercise, or of one criterion of it."""
    LATE = "late"
    """The fraction of the points that a late submission loses."""
    EXTENSION = "extension"
    """A later due date."""
    EXCUSED = "excused"
    """The learner needn't hand it in."""
    REOPENED = "reopened"
    """The points that a refusal of the grader's cost, of an exercise or one criterion of it, are open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A change of one learner's points or due date, by an instructor or by the late policy."""

    learner: str
    exercise: str | None = None
    """None where it is about an assignment."""
    assignment: str | None = None
    """None where it is about an exercise."""
    criterion: str | None = None
    """The one criterion of the exercise, or None for the whole of it."""
    kind: DecisionKind
    value: float | None = None
    """OVERRIDE: points. LATE: fraction of the points lost, 0 to 1. EXCUSED, REOPENED: 1. None: taken back."""
    until: datetime | None = None
    """EXTENSION: the new due date, UTC; None takes an earlier one back."""
    automatic: float | None = None
    """OVERRIDE: the points that the grader had given then, so that a later change of them is seen."""
    who: str
    """The account that decided, or "policy"."""
    when: datetime
    """UTC."""
    why: str
    id: int = 0
    """Its ordinal in the gradebook; 0 before it is there."""
