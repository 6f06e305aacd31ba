"""Computes from a reference's trainings over many seeds what one more may come to: spread, lower tail, bar. Pure.

A history and its model differ only by rounding, so a tolerance does not depend on tails. It is far above every
difference in these trainings, and far below what one more epoch changes.

The tail: below the lowest fifth of the trainings, numbers are assumed to thin out exponentially, at the rate that these
trainings show. The rarest event asked for is too rare to occur in 200 trainings. No smooth distribution with one hump
(normal, beta, binomial, logistic) has a heavier tail than that. A normal distribution fitted to all trainings looks
sharper. But it refuses four times as often as it promises if bad luck is a little worse than good luck is good.

The interval: the mean of n exponential numbers follows a chi-squared distribution of 2n degrees, here approximated as
by Wilson and Hilferty. The bar is the lower end, so that its promise holds with `CONFIDENCE`.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

MIN_TRAININGS = 10
"""The least number of trainings from which a tail can be estimated; with so few of them the bar is very low."""
CONFIDENCE = 0.95
MIN_DEVIATIONS = 50
"""The least number of trainings from which a tolerance can be estimated."""
MARGIN = 10
"""A tolerance is this many times the largest difference in these trainings, and at least `LEAST_TOLERANCE`."""
LEAST_TOLERANCE = 1e-3
"""A share of the loss: different batches, processors and versions round differently, by about a millionth."""
TAIL = 5
"""The tail is the lowest one of this many equal parts."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The lowest number of images that a training as good as the reference's may be right about."""

    risk: float
    bar: int
    """The least number that passes: a training is below it with at most the given risk."""
    interval: tuple[int, int]
    """The interval for the bar that has exactly that risk; each end holds with `CONFIDENCE`."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The number of held-out images that the reference is right about, for each training."""

    right: tuple[int, ...]
    """The numbers of right images, sorted; at least `MIN_TRAININGS`."""
    images: int

    @classmethod
    def from_counts(cls, right: Iterable[int], images: int) -> "Spread":
        """The spread of numbers that are in any order."""
        return cls(right=tuple(sorted(right)), images=images)

    def tail(self, risk: float) -> Tail:
        """The bar below which a training falls with at most that risk, which is below 1 in `TAIL`."""
        low, high = (max(math.floor(_edge(self.right, risk, sure)), 0) for sure in (CONFIDENCE, 1 - CONFIDENCE))
        return Tail(risk=risk, bar=low, interval=(low, high))

    def contains(self, right: int, risk: float) -> bool:
        """Whether a number is neither too low nor too high for one of these trainings."""
        mirrored = [-one for one in reversed(self.right)]
        return self.tail(risk).bar <= right <= -_edge(mirrored, risk, CONFIDENCE)


def tolerance(apart: Collection[float]) -> float | None:
    """How far a history's loss may be from its model's, as a share of the loss, estimated from trainings.

    None if there are fewer than `MIN_DEVIATIONS`.
    """
    return max(MARGIN * max(apart), LEAST_TOLERANCE) if len(apart) >= MIN_DEVIATIONS else None


def _edge(right: Sequence[int], risk: float, sure: float) -> float:
    """The number that the tail of sorted numbers reaches with that risk: this number or a higher one, with
    probability `sure`.
    """
    count = len(right) // TAIL
    start = right[count]
    mean = fmean(start - one for one in right[:count])
    scale = mean * 2 * count / _chi_squared(1 - sure, 2 * count)
    return start - scale * math.log(count / len(right) / risk)


def _chi_squared(share: float, degrees: int) -> float:
    """The number below which the given share of a chi-squared distribution is."""
    part = 2 / (9 * degrees)
    return degrees * (1 - part + NormalDist().inv_cdf(share) * math.sqrt(part)) ** 3
