"""The results of a cohort as columns of numbers, exercise by exercise: 10,000 learners in some dozen MiB."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from grader.gradebook.streams import ResultRow
from grader.insight.clusters import Clusters
from grader.model import Outcome

UNIT: Final = 1_000_000
"""A share of one, in the unit of `share`: whole numbers tie where shares do."""
UNKNOWN: Final = -1
"""A share that is not known: nothing was attempted, or not all of it could be judged."""

IntColumn = npt.NDArray[np.int64]


def _whole() -> "array[int]":
    return array("q")


def _seconds() -> "array[float]":
    return array("d")


@dataclass(slots=True)
class Columns:
    """The results of one exercise, each at the same place of every column."""

    learner: "array[int]" = field(default_factory=_whole)
    """A number for each learner."""
    rubric: "array[int]" = field(default_factory=_whole)
    """A number for each version of the exercise."""
    share: "array[int]" = field(default_factory=_whole)
    """Share of the points in millionths, or UNKNOWN."""
    passed: "array[int]" = field(default_factory=_whole)
    """The places of the criteria that passed, as bits; none where nothing was attempted. So for the next three."""
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
    """Digest of a version to its number and the last result by it."""
    clusters: Clusters = field(default_factory=Clusters)

    def add(self, one: ResultRow, learner: int) -> None:
        """One more result, of the learner with that number."""
        number, last = self.rubrics.get(one.digest, (len(self.rubrics), 0))
        self.rubrics[one.digest] = number, max(last, one.result_id)
        self.learner.append(learner)
        self.rubric.append(number)
        scored = one.attempted and not one.unscored and one.possible
        self.share.append(UNIT * one.earned // one.possible if scored else UNKNOWN)
        self.passed.append(one.passed if one.attempted else 0)
        self.failed.append(one.failed if one.attempted else 0)
        self.skipped.append(one.skipped if one.attempted else 0)
        self.errors.append(one.errors if one.attempted else 0)
        self.wall_s.append(one.wall_s)
        self.cpu_s.append(one.cpu_s)
        self.outcomes[one.outcome] += 1
        self.attempts[one.attempts] += 1
        self.attempted += one.attempted
        self.unscored += one.unscored > 0
        if one.attempted and one.criterion is not None:
            self.clusters.add(one)


def collect_columns(results: Iterable[ResultRow], exercises: Collection[str]) -> dict[str, Columns]:
    """Exercise to its results, of these exercises that have any, in their order."""
    numbers: dict[str, int] = {}
    found = {exercise: Columns() for exercise in exercises}
    for one in results:
        columns = found.get(one.exercise)
        if columns is not None:
            columns.add(one, numbers.setdefault(one.learner, len(numbers)))
    return {exercise: columns for exercise, columns in found.items() if columns.learner}


def as_numpy(column: "array[int]") -> IntColumn:
    """The column for numpy, int64 (results,), without a copy."""
    return np.frombuffer(column, dtype=np.int64)
