"""What the gradebook takes and gives."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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
