"""The statistics of items, from sums and counts alone. Pure; each names its source."""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from grader.insight.records import Interval, LearnerGroup, Quantiles

Z: Final = 1.959963984540054
"""The normal distribution's quantile of 97.5 %."""


def wilson(share: float, count: int) -> Interval:
    """A share among `count` learners with its 95 % interval.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927). For a share of points rather than of learners it is, if anything, too wide: no
    number between 0 and 1 with that mean varies more than one that is always 0 or 1.
    """
    spread = Z * Z / count
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(max(share * (1 - share), 0) / count + spread / count / 4)
    return Interval(value=share, low=max(0.0, min(middle - half, share)), high=min(1.0, max(middle + half, share)))


def point_biserial(passed: Sequence[int], failed: Sequence[int]) -> Interval | None:
    """The correlation of passing with a number, and its 95 % interval; None where either does not vary.

    `passed` and `failed` are count, sum and sum of squares of that number. Pearson's correlation where one side is 0
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
    """Where the numbers lie, between neighbours in proportion; None where there are none."""
    if not len(values):
        return None
    found = np.quantile(values, (0, 0.25, 0.5, 0.75, 0.9, 1))
    return Quantiles(**dict(zip(("least", "p25", "median", "p75", "p90", "most"), map(float, found), strict=True)))


def reversal_chance(strong: LearnerGroup, others: LearnerGroup) -> float:
    """The chance that strong learners pass so rarely, were they to pass at least as often as others.

    Fisher's exact test, one-sided: of all who passed, so many or fewer are strong. R. A. Fisher, "The design of
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
    """The chance that so few of them pass, were each to pass with a probability of at least a half (sign test)."""
    whole = group.judged * math.log(2)
    return _total(_log_choose(group.judged, k) - whole for k in range(group.passed + 1))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _total(logs: Any) -> float:
    return min(1.0, math.fsum(map(math.exp, logs)))
