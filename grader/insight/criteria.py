"""From the verdicts on one criterion to its difficulty, its discrimination and its alarm.

The discrimination is the corrected item-total correlation: the total leaves out what it is correlated with (S.
Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28, 1963). Here that is the whole
exercise, because its criteria wait for each other and would correlate for that reason alone (H. Wainer and G. L.
Kiely, "Item clusters and computerized adaptive testing: a case for testlets", Journal of Educational Measurement 24,
1987). So what passing is correlated with is the learner's strength at the other exercises.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from grader.insight.ability import Ability
from grader.insight.alarms import alarm
from grader.insight.records import CriterionInsight, LearnerGroup
from grader.insight.statistics import point_biserial, wilson

LEAST_JUDGED: Final = 20
"""Learners with a known strength that a criterion has to judge; with fewer, chance alone makes ±0.44."""
LEAST_EACH: Final = 5
"""How many of those have to pass, and how many to fail."""

Mask = npt.NDArray[np.bool_]
"""For each result of an exercise whether something holds of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """Who met with which verdict on one criterion."""

    criterion: str
    title: str
    hidden: bool
    passed: Mask
    failed: Mask
    skipped: Mask
    errors: Mask


def criterion_insight(one: Verdicts, strength: Ability, *, of: int) -> CriterionInsight:
    """What the verdicts tell; the criterion is one `of` so many that alarms are looked for on."""
    passed, failed = one.passed & strength.known, one.failed & strength.known
    too_few = _too_few(_count(passed), _count(failed))
    discrimination = None if too_few else point_biserial(_sums(strength, passed), _sums(strength, failed))
    strong, others = (_group(passed & chosen, failed & chosen) for chosen in (strength.upper, ~strength.upper))
    judged = _count(one.passed | one.failed | one.skipped)
    return CriterionInsight(
        criterion=one.criterion,
        title=one.title,
        hidden=one.hidden,
        passed=_count(one.passed),
        failed=_count(one.failed),
        skipped=_count(one.skipped),
        errors=_count(one.errors),
        difficulty=wilson(_count(one.passed) / judged, judged) if judged else None,
        discrimination=discrimination,
        too_few=None if discrimination else too_few or "Too few differences: all are equally strong elsewhere.",
        alarm=alarm(strong, others, criteria=of),
    )


def _too_few(right: int, wrong: int) -> str | None:
    """Why no correlation is computed, if it isn't."""
    if right + wrong < LEAST_JUDGED:
        judged = f"{right + wrong} were judged who attempted another exercise"
        return f"Too few learners: {judged}, and {LEAST_JUDGED} are needed."
    if min(right, wrong) < LEAST_EACH:
        fewer, word = (right, "passed") if right < wrong else (wrong, "failed")
        return f"Too few differences: {fewer} of {right + wrong} {word}, and {LEAST_EACH} are needed."
    return None


def _count(mask: Mask) -> int:
    return int(np.count_nonzero(mask))


def _sums(strength: Ability, mask: Mask) -> tuple[int, int, int]:
    """Count, sum and sum of squares of the strengths there."""
    values = strength.value[mask]
    return len(values), int(values.sum()), int((values * values).sum())


def _group(passed: Mask, failed: Mask) -> LearnerGroup:
    return LearnerGroup(judged=_count(passed) + _count(failed), passed=_count(passed))
