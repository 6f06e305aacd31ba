"""How strong each learner is at the other exercises than the one that is looked at.

A learner's gap at an exercise is the share of the points less the mean share of all whose attempt was scored; the
strength at an exercise is the mean gap at the learner's others. So nobody is strong for having done the easy exercises
alone, and criteria of one exercise, which wait for each other, do not measure each other. All of it is in millionths,
as whole numbers: strengths that tie do so whatever was added up first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from grader.insight.columns import UNKNOWN, Columns, IntColumn, as_numpy

UPPER_SHARE: Final = 0.27
"""The share of an exercise's learners that counts as strong, and more only where strengths tie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """The strengths of an exercise's learners, each at the place of the result."""

    known: npt.NDArray[np.bool_]
    """Whether the learner has another exercise."""
    value: IntColumn
    """In millionths; 0 where it is not known."""
    upper: npt.NDArray[np.bool_]
    """Whether less than 27 % of the others are stronger."""


def abilities(exercises: Mapping[str, Columns]) -> dict[str, Ability]:
    """Exercise to the strengths of those who handed it in."""
    gaps = {name: _gaps(as_numpy(columns.share)) for name, columns in exercises.items()}
    size = 1 + max((max(columns.learner) for columns in exercises.values()), default=0)
    total, number = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for name, columns in exercises.items():
        gap, scored = gaps[name]
        who = as_numpy(columns.learner)
        total[who] += gap  # a learner is once in an exercise
        number[who] += scored
    return {
        name: _strength(*gaps[name], total[as_numpy(columns.learner)], number[as_numpy(columns.learner)])
        for name, columns in exercises.items()
    }


def _gaps(share: IntColumn) -> tuple[IntColumn, npt.NDArray[np.bool_]]:
    """The gap of each, 0 where the share is unknown, and whether it is known."""
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
