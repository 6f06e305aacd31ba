"""What the gradebook takes and gives: entries, decisions on learners, regrades."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from grader.model import Result, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One result as the gradebook keeps it."""

    result: Result
    run: Run
    """The run's facts alone: its cells and evidence lie in the run store, under `run.key`."""
    cached: bool
    """Whether the run came from the run store, without a kernel."""
    exercise_digest: str
    """The digest of the exercise as it was then."""
    reference_key: str
    """The key of the reference's run that it was compared with."""
    regrade: int | None = None
    """The id of the regrade that it belongs to, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrade:
    """Results judged again together, after something in the course changed."""

    who: str
    when: datetime
    """UTC."""
    why: str
    course_digest: str
    """The digest of the course that it judged by."""
    counts: Mapping[str, int]
    """How many submissions were looked at, gained, lost and so on, by the regrade's own words."""
    id: int = 0
    """Its ordinal in the gradebook; 0 before it is there."""


def grade_key(*, run_key: str, exercise_digest: str, reference_key: str, grader_version: str) -> str:
    """The digest of all that a result depends on: where it is the same, so is the result."""
    whole = f"{run_key}\n{exercise_digest}\n{reference_key}\n{grader_version}"
    return hashlib.sha256(whole.encode()).hexdigest()


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
    """None if it is about an assignment."""
    assignment: str | None = None
    """None if it is about an exercise."""
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
