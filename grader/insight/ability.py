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

from grader.insight.columns import UNKNOWN, Columns, Whole, whole

STRONG: Final = 0.27
"""The share of an exercise's learners that counts as strong, and more only where strengths tie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """The strengths of an exercise's learners, each at the place of the result."""

    known: npt.NDArray[np.bool_]
    """Whether the learner has another exercise."""
    value: Whole
    """In millionths; 0 where it is not known."""
    strong: npt.NDArray[np.bool_]
    """Whether less than 27 % of the others are stronger."""


def strengths(exercises: Mapping[str, Columns]) -> dict[str, Strength]:
    """Exercise to the strengths of those who handed it in."""
    gaps = {name: _gaps(whole(columns.share)) for name, columns in exercises.items()}
    size = 1 + max((max(columns.learner) for columns in exercises.values()), default=0)
    total, number = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for name, columns in exercises.items():
        gap, scored = gaps[name]
        who = whole(columns.learner)
        total[who] += gap  # a learner is once in an exercise
        number[who] += scored
    return {
        name: _strength(*gaps[name], total[whole(columns.learner)], number[whole(columns.learner)])
        for name, columns in exercises.items()
    }


def _gaps(share: Whole) -> tuple[Whole, npt.NDArray[np.bool_]]:
    """The gap of each, 0 where the share is unknown, and whether it is known."""
    scored = share != UNKNOWN
    mean = int(share[scored].sum()) // max(1, int(scored.sum()))
    return np.where(scored, share - mean, 0), scored


def _strength(gap: Whole, scored: npt.NDArray[np.bool_], total: Whole, number: Whole) -> Strength:
    known = scored & (number > 1)
    value = np.where(known, (total - gap) // np.maximum(number - 1, 1), 0)
    ordered = np.sort(-value[known])
    stronger = np.searchsorted(ordered, -value, side="left")
    strong = known & (stronger < STRONG * max(1, len(ordered) - 1))
    return Strength(known=known, value=value, strong=strong)
