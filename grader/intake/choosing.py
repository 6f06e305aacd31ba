"""Which of a learner's files counts where a source holds several for one exercise; under a guess, none does."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.intake.exercise_of_file import ExerciseSource, fold_name

_NUMBERED = re.compile(r"(?P<name>.*?)(?:-(?P<number>\d{1,3}))?(?P<suffix>\.[^.]*)", re.DOTALL)
"""Canvas adds -1, -2, … to a file's name each time that it is uploaded again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file for one exercise."""

    path: str
    """In the source."""
    number: int
    """Its place among the learner's files, from 1."""
    own: str
    """Its name as the learner gave it."""
    suffix: str
    """.ipynb or .py."""
    sha256: str
    in_place: bool
    """Whether its bytes are in the cohort's folder already, where they belong."""
    source: ExerciseSource
    submitted: datetime | None
    late: bool
    loose: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChoice:
    """What counts, and what does not."""

    candidate: Candidate | None
    """None where it cannot be said."""
    not_chosen: tuple[tuple[Candidate, str], ...] = ()
    """What does not count, and why."""


def choose_file(exercise: str, candidates: Sequence[Candidate]) -> FileChoice:
    """The last upload of one name; else what is most plainly for the exercise, and the newest where that is several."""
    if len(latest := list(_last_upload(candidates))) == 1:
        return FileChoice(candidate=latest[0])
    best = min(one.source for one in candidates)
    pool = [one for one in candidates if one.source == best]
    plainer = f"another file of the learner's is more plainly for {exercise}"
    left = [(one, plainer) for one in candidates if one.source != best]
    newest = _newest(pool)
    if newest is None:
        reason = (
            f"one of {len(pool)} different files for {exercise}; which is meant? Remove the others and collect again"
        )
        return FileChoice(candidate=None, not_chosen=(*left, *((one, reason) for one in pool)))
    return FileChoice(candidate=newest, not_chosen=tuple(left))


def _newest(pool: Sequence[Candidate]) -> Candidate | None:
    """The only content, else the last by time, else the last upload of one name; None where that leaves several."""
    for sift in (list, _last_by_time, _last_upload):
        pool = list(sift(pool))
        if len({one.sha256 for one in pool}) == 1:
            return pool[0]
    return None


def _last_by_time(pool: Sequence[Candidate]) -> Sequence[Candidate]:
    times = [one.submitted for one in pool if one.submitted is not None]
    if len(times) < len(pool):
        return pool
    last = max(times)
    return [one for one in pool if one.submitted == last]


def _last_upload(pool: Sequence[Candidate]) -> Iterator[Candidate]:
    """Those with the highest number, where all have one name but for that."""
    parted = [found for one in pool if (found := _NUMBERED.fullmatch(one.own))]
    if len(parted) < len(pool) or len({(fold_name(one["name"]), one["suffix"]) for one in parted}) > 1:
        yield from pool
        return
    numbers = [int(one["number"] or 0) for one in parted]
    last = max(numbers)
    yield from (one for one, number in zip(pool, numbers, strict=True) if number == last)
