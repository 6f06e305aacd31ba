"""Computes the difficulty, the discrimination and the alarm of one criterion from its verdicts.

The statistics are computed only from sums and counts. They are pure, and each names its source.

The discrimination is the corrected item-total correlation: the total leaves out what it is correlated with (S.
Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28, 1963). Here the whole exercise is
left out, because its criteria depend on each other and would correlate just because of that (H. Wainer and G. L. Kiely,
"Item clusters and computerized adaptive testing: a case for testlets", Journal of Educational Measurement 24, 1987). So
passing is correlated with the learner's strength at the other exercises.

The alarm is "strong learners fail this: suspect the criterion". A criterion is healthy if strong learners pass it at
least as often as others do, and if a strong learner passes it at least as likely as not. Two exact tests look for
criteria that are not healthy:

reversed         strong learners pass less often than others (Fisher's exact test)
refuses_strong   most strong learners fail (sign test), and they don't pass more often than others do, which would
                 suggest a hard criterion that separates learners

Strong learners are the best 27 % of those who handed in the exercise, judged only by the other exercises. This share
separates the upper group from the lower group best (T. L. Kelley, "The selection of upper and lower groups for the
validation of test items", Journal of Educational Psychology 30, 1939). Only learners who passed or failed the criterion
count: a learner whom an earlier criterion stopped shows nothing about it.

The levels of both tests of all criteria of a cohort add up to `FALSE_ALARMS`. So by Bonferroni's inequality, a cohort
whose criteria are all healthy raises any alarm with at most that probability.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from grader.insight.columns import VERDICTS, Ability
from grader.insight.records import Alarm, CriterionInsight, Interval, LearnerGroup, Quantiles

# Statistics.

Z: Final = 1.959963984540054
"""The normal distribution's quantile of 97.5 %."""


def wilson(share: float, count: int) -> Interval:
    """A share among `count` learners with its 95 % interval.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927). For a share of points rather than of learners the interval is too wide, if it is
    wrong at all: no number between 0 and 1 with that mean varies more than a number that is always 0 or 1.
    """
    spread = Z * Z / count
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(max(share * (1 - share), 0) / count + spread / count / 4)
    return Interval(value=share, low=max(0.0, min(middle - half, share)), high=min(1.0, max(middle + half, share)))


def point_biserial(passed: Sequence[int], failed: Sequence[int]) -> Interval | None:
    """The correlation of passing with a number, and its 95 % interval; None if either does not vary.

    `passed` and `failed` are count, sum and sum of squares of that number. It is Pearson's correlation if one side is 0
    or 1 (J. Tate, "Correlation between a discrete and a continuous variable", Annals of Mathematical Statistics 25,
    1954); the interval is Fisher's, by the inverse hyperbolic tangent, and approximate.
    """
    (n, total, squares), (wrong, less, _) = (tuple(map(sum, zip(passed, failed, strict=True))), failed)
    right, more = passed[0], passed[1]
    varies = n * squares - total * total
    if not right or not wrong or varies <= 0:
        return None
    value = (more * wrong - less * right) / math.sqrt(right * wrong * varies)
    value = max(-1.0, min(1.0, value))
    if n <= 3 or abs(value) == 1:  # noqa: PLR2004 - Fisher's interval needs four
        return Interval(value=value, low=-1.0 if n <= 3 else value, high=1.0 if n <= 3 else value)  # noqa: PLR2004
    half = Z / math.sqrt(n - 3)
    return Interval(value=value, low=math.tanh(math.atanh(value) - half), high=math.tanh(math.atanh(value) + half))


def quantiles(values: npt.NDArray[np.floating[Any]]) -> Quantiles | None:
    """The quantiles of the numbers, interpolated between neighbours; None if there are no numbers."""
    if not len(values):
        return None
    found = np.quantile(values, (0, 0.25, 0.5, 0.75, 0.9, 1))
    return Quantiles(**dict(zip(("least", "p25", "median", "p75", "p90", "most"), map(float, found), strict=True)))


def reversal_chance(strong: LearnerGroup, others: LearnerGroup) -> float:
    """The probability that strong learners pass this rarely, if they really passed at least as often as others.

    Fisher's exact test, one-sided: of all who passed, at most this many are strong. R. A. Fisher, "The design of
    experiments", 1935.
    """
    everyone, passed = strong.judged + others.judged, strong.passed + others.passed
    least = max(0, passed - others.judged)
    whole = _log_choose(everyone, passed)
    return _total(
        _log_choose(strong.judged, k) + _log_choose(others.judged, passed - k) - whole
        for k in range(least, strong.passed + 1)
    )


def minority_chance(group: LearnerGroup) -> float:
    """The probability that this few of them pass, if each passes with a probability of at least a half (sign test)."""
    whole = group.judged * math.log(2)
    return _total(_log_choose(group.judged, k) - whole for k in range(group.passed + 1))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _total(logs: Any) -> float:
    return min(1.0, math.fsum(map(math.exp, logs)))


# Alarms.

FALSE_ALARMS: Final = 0.001
"""The highest probability that a cohort in which all criteria are healthy raises an alarm."""
DISCRIMINATION_LEVEL: Final = 0.05
"""How unlikely a difference in favour of strong learners has to be so that it shows a hard criterion."""


def alarm(strong: LearnerGroup, others: LearnerGroup, *, criteria: int) -> Alarm | None:
    """The alarm on one criterion, or None; `criteria` is the number of criteria that are searched for alarms."""
    level = FALSE_ALARMS / (2 * criteria)
    if (
        strong.passed * others.judged < others.passed * strong.judged
        and (chance := reversal_chance(strong, others)) <= level
    ):
        return Alarm(kind="reversed", strong=strong, others=others, chance=chance)
    if 2 * strong.passed < strong.judged and (chance := minority_chance(strong)) <= level:
        failing = [LearnerGroup(judged=one.judged, passed=one.judged - one.passed) for one in (strong, others)]
        if reversal_chance(*failing) > DISCRIMINATION_LEVEL:  # others fail no more often than strong learners
            return Alarm(kind="refuses_strong", strong=strong, others=others, chance=chance)
    return None


def explain_alarm(alarm: Alarm) -> str:
    """Why a criterion is suspect, in two sentences that the terminal and the page show."""
    strong = f"{alarm.strong.passed} of {alarm.strong.judged} strong learners pass it"
    others = f"{alarm.others.passed} of {alarm.others.judged} others"
    if alarm.kind == "reversed":
        return f"{strong}, and {others}. Does it reject a right answer that they found?"
    most = "most strong learners fail it, and the others do not fail it more often"
    return f"{strong}, and {others}: {most}. Can it be passed at all?"


# One criterion.

LEAST_JUDGED: Final = 20
"""How many learners with a known strength a criterion has to judge; with fewer, mere chance can give ±0.44."""
LEAST_EACH: Final = 5
"""How many of those have to pass, and how many have to fail."""
SAME_STRENGTH: Final = "Too few differences: all learners are equally strong elsewhere."
"""What a page says if strength can't be compared with passing."""

Mask = npt.NDArray[np.bool_]
"""For each result of an exercise, whether some condition holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """The results with each verdict on one criterion."""

    criterion: str
    title: str
    hidden: bool
    passed: Mask
    failed: Mask
    skipped: Mask
    errors: Mask


def criterion_insight(one: Verdicts, strength: Ability, *, of: int) -> CriterionInsight:
    """What the verdicts show about a criterion; `of` is the number of criteria that are searched for alarms."""
    passed, failed = one.passed & strength.known, one.failed & strength.known
    too_few = _too_few(_count(passed), _count(failed))
    discrimination = None if too_few else point_biserial(_sums(strength, passed), _sums(strength, failed))
    strong, others = (
        LearnerGroup(judged=_count((passed | failed) & chosen), passed=_count(passed & chosen))
        for chosen in (strength.upper, ~strength.upper)
    )
    judged = _count(one.passed | one.failed | one.skipped)
    return CriterionInsight(
        criterion=one.criterion,
        title=one.title,
        hidden=one.hidden,
        **{name: _count(getattr(one, name)) for name in VERDICTS},
        difficulty=wilson(_count(one.passed) / judged, judged) if judged else None,
        discrimination=discrimination,
        too_few=None if discrimination else too_few or SAME_STRENGTH,
        alarm=alarm(strong, others, criteria=of),
    )


def _too_few(right: int, wrong: int) -> str | None:
    """Why no correlation is computed; None if it is computed."""
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
    """Count, sum and sum of squares of the strengths that the mask selects."""
    values = strength.value[mask]
    return len(values), int(values.sum()), int((values * values).sum())
