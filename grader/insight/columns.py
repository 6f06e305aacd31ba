"""The results of a cohort as columns of numbers, exercise by exercise; learners' strengths and clusters of mistakes.

The columns of 10,000 learners take some dozen MiB.

Strength is how well each learner did in all exercises except the one that is examined. A learner's gap at an exercise
is the share of the points minus the mean share of all scored attempts. The strength at an exercise is the mean gap at
the learner's other exercises. So nobody is strong for having done only the easy exercises, and criteria of one
exercise, which depend on each other, do not measure each other. All of it is in millionths, as whole numbers: then
equal strengths are equal in any order of addition.

A cluster is the submissions with the same first error: the same criterion, diagnosis and message, ignoring numbers.
"""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

import numpy as np
import numpy.typing as npt

from grader.gradebook.streams import ResultRow
from grader.insight.records import Cluster
from grader.model import Outcome

# Clusters.

LISTED: Final = 50
"""The number of clusters of one exercise that are listed."""
LEARNERS: Final = 200
"""The number of learners of one cluster that are listed."""
LENGTH: Final = 2_000
"""The number of characters of a message by which clusters are distinguished."""

Rubrics = Mapping[tuple[str, int], tuple[str, str]]
"""Maps the digest of an exercise's version, and a place in its rubric, to the criterion's id and title there."""

_NUMBER = re.compile(r"(?<![\w.])[-+\N{MINUS SIGN}]?(?:\d[\d_]*(?:[.,]\d+)*\.?(?:[eE][-+]?\d+)?|\.\d+|inf|nan)(?!\w)")


def normalise_message(message: str) -> str:
    """The message with `#` for each separate number; the 1 of `dense_1` is part of a name."""
    return _NUMBER.sub("#", message[:LENGTH])


@dataclass(slots=True)
class _Growing:
    """One cluster while results are added, in any order."""

    learners: list[str] = field(default_factory=list)
    first: tuple[str, str] | None = None
    """The first learner by name, and that learner's message as the example."""

    def join(self, learners: Iterable[str], first: tuple[str, str] | None) -> None:
        """Add more learners, and the first of them with the message."""
        self.learners.extend(learners)
        self.first = min((one for one in (self.first, first) if one), key=itemgetter(0), default=None)


class Clusters:
    """The clusters of one exercise while results are added."""

    def __init__(self) -> None:
        self._growing: defaultdict[tuple[str, int, str | None, str], _Growing] = defaultdict(_Growing)

    def add(self, one: ResultRow) -> None:
        """Add one result that fails some criterion."""
        assert one.criterion is not None
        key = (one.digest, one.criterion, one.rule, normalise_message(one.message or ""))
        self._growing[key].join((one.learner,), (one.learner, (one.message or "")[:LENGTH]))

    def largest(self, rubrics: Rubrics) -> tuple[tuple[Cluster, ...], int]:
        """The clusters, the largest first, and how many submissions are in no listed cluster.

        A single submission isn't a cluster.
        """
        merged: defaultdict[tuple[str, str, str], _Growing] = defaultdict(_Growing)
        titles: dict[str, str] = {}
        for (digest, place, rule, message), grown in self._growing.items():
            criterion, title = rubrics.get((digest, place), ("", ""))
            titles[criterion] = title
            merged[criterion, rule or "", message].join(grown.learners, grown.first)
        ordered = sorted(merged.items(), key=lambda item: (-len(item[1].learners), *item[0]))
        listed = [(key, grown) for key, grown in ordered if len(grown.learners) > 1][:LISTED]
        left = sum(len(grown.learners) for _, grown in ordered) - sum(len(grown.learners) for _, grown in listed)
        clusters = (
            Cluster(
                criterion=criterion,
                title=titles[criterion],
                rule=rule or None,
                message=message,
                size=len(grown.learners),
                example=grown.first[1] if grown.first else "",
                learners=tuple(sorted(grown.learners)[:LEARNERS]),
            )
            for (criterion, rule, message), grown in listed
        )
        return tuple(clusters), left


# Columns.

UNIT: Final = 1_000_000
"""The number that means a share of 1 in `share`: as whole numbers, equal shares are exactly equal."""
UNKNOWN: Final = -1
"""The value of a share that is not known: nothing was attempted, or not all of it could be judged."""

IntColumn = npt.NDArray[np.int64]


VERDICTS: Final = ("passed", "failed", "skipped", "errors")
"""The columns with the places of the criteria that have a verdict."""


def _whole() -> "array[int]":
    return array("q")


def _seconds() -> "array[float]":
    return array("d")


@dataclass(slots=True)
class Columns:
    """The results of one exercise, each at the same index of every column."""

    learner: "array[int]" = field(default_factory=_whole)
    """A number for each learner."""
    rubric: "array[int]" = field(default_factory=_whole)
    """A number for each version of the exercise."""
    share: "array[int]" = field(default_factory=_whole)
    """Share of the points in millionths, or UNKNOWN."""
    passed: "array[int]" = field(default_factory=_whole)
    """The places of the criteria that passed, as bits; 0 if nothing was attempted. The next three columns are alike."""
    failed: "array[int]" = field(default_factory=_whole)
    skipped: "array[int]" = field(default_factory=_whole)
    errors: "array[int]" = field(default_factory=_whole)
    wall_s: "array[float]" = field(default_factory=_seconds)
    cpu_s: "array[float]" = field(default_factory=_seconds)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    attempts: Counter[int] = field(default_factory=Counter)
    attempted: int = 0
    unscored: int = 0
    rubrics: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Maps the digest of a version to its number and the last result by it."""
    clusters: Clusters = field(default_factory=Clusters)

    def add(self, one: ResultRow, learner: int) -> None:
        """Add one result, of the learner with that number."""
        number, last = self.rubrics.get(one.digest, (len(self.rubrics), 0))
        self.rubrics[one.digest] = number, max(last, one.result_id)
        self.learner.append(learner)
        self.rubric.append(number)
        scored = one.attempted and not one.unscored and one.possible
        self.share.append(UNIT * one.earned // one.possible if scored else UNKNOWN)
        for name in VERDICTS:
            getattr(self, name).append(getattr(one, name) if one.attempted else 0)
        self.wall_s.append(one.wall_s)
        self.cpu_s.append(one.cpu_s)
        self.outcomes[one.outcome] += 1
        self.attempts[one.attempts] += 1
        self.attempted += one.attempted
        self.unscored += one.unscored > 0
        if one.attempted and one.criterion is not None:
            self.clusters.add(one)


def collect_columns(results: Iterable[ResultRow], exercises: Collection[str]) -> dict[str, Columns]:
    """Maps each of these exercises that has results to them, in the order given."""
    numbers: dict[str, int] = {}
    found = {exercise: Columns() for exercise in exercises}
    for result in results:
        columns = found.get(result.exercise)
        if columns is not None:
            columns.add(result, numbers.setdefault(result.learner, len(numbers)))
    return {exercise: columns for exercise, columns in found.items() if columns.learner}


def as_numpy(column: "array[int]") -> IntColumn:
    """The column as a numpy array, int64 (results,), without a copy."""
    return np.frombuffer(column, dtype=np.int64)


# Strength.

UPPER_SHARE: Final = 0.27
"""The share of an exercise's learners that counts as strong; it is larger only if strengths are equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """The strengths of an exercise's learners, each at the index of the result."""

    known: npt.NDArray[np.bool_]
    """Whether the learner has handed in a different exercise, too."""
    value: IntColumn
    """The strength in millionths; 0 if it is not known."""
    upper: npt.NDArray[np.bool_]
    """Whether fewer than 27 % of the others are stronger."""


def abilities(exercises: Mapping[str, Columns]) -> dict[str, Ability]:
    """Maps each exercise to the strengths of the learners who handed it in."""
    gaps = {name: _gaps(as_numpy(columns.share)) for name, columns in exercises.items()}
    size = 1 + max((max(columns.learner) for columns in exercises.values()), default=0)
    total, number = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for name, columns in exercises.items():
        gap, scored = gaps[name]
        who = as_numpy(columns.learner)
        total[who] += gap  # an exercise has a learner only once
        number[who] += scored
    return {
        name: _strength(*gaps[name], total[as_numpy(columns.learner)], number[as_numpy(columns.learner)])
        for name, columns in exercises.items()
    }


def _gaps(share: IntColumn) -> tuple[IntColumn, npt.NDArray[np.bool_]]:
    """The gap of each learner, 0 if the share is unknown, and whether it is known."""
    scored = share != UNKNOWN
    mean = int(share[scored].sum()) // max(1, int(scored.sum()))
    return np.where(scored, share - mean, 0), scored


def _strength(gap: IntColumn, scored: npt.NDArray[np.bool_], total: IntColumn, number: IntColumn) -> Ability:
    known = scored & (number > 1)
    value = np.where(known, (total - gap) // np.maximum(number - 1, 1), 0)
    ordered = np.sort(-value[known])
    stronger = np.searchsorted(ordered, -value, side="left")
    strong = known & (stronger < UPPER_SHARE * max(1, len(ordered) - 1))
    return Ability(known=known, value=value, upper=strong)
