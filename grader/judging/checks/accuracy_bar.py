"""What a reference's trainings over many seeds say of one more: the spread, its lower tail, and the bar. Pure.

A history and its model come apart by rounding alone, so a tolerance does not depend on tails: it is far above all
that these trainings show, and far below what one more epoch changes.

The tail. Below the lowest fifth of the trainings, numbers are taken to thin out exponentially, at the rate that these
trainings show: the rarest event asked for is beyond anything that 200 of them can have met, and no distribution of one
smooth hump (normal, beta, binomial, logistic) has a heavier tail than that. A normal one fitted to all trainings looks
sharper, and refuses four times as often as it says if bad luck is a little worse than good luck is good.

The interval. The mean of n exponential numbers is known up to a chi-squared of 2n degrees, here by Wilson and
Hilferty's approximation. The bar is the lower end, so that what it promises holds with `CONFIDENCE`.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

MIN_TRAININGS = 10
"""Trainings from which a tail can be estimated; with few of them the bar lies very low."""
CONFIDENCE = 0.95
MIN_DEVIATIONS = 50
"""Trainings from which a tolerance can be estimated."""
MARGIN = 10
"""A tolerance is so many times the most that these trainings show, and `LEAST_TOLERANCE` at least."""
LEAST_TOLERANCE = 1e-3
"""As a share: other batches, processors and versions round differently, by a millionth or so."""
TAIL = 5
"""The tail is the lowest of so many parts."""


@dataclass(frozen=True, slots=True)
class Tail:
    """How few images a training as good as the reference's may be right about."""

    risk: float
    bar: int
    """The least that passes: a training comes to fewer with at most that risk."""
    interval: tuple[int, int]
    """Where the number that divides at exactly that risk lies, each end with `CONFIDENCE`."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How many held-out images the reference is right about, training after training."""

    right: tuple[int, ...]
    """Sorted; at least `MIN_TRAININGS`."""
    images: int

    @classmethod
    def from_counts(cls, right: Iterable[int], images: int) -> "Spread":
        """The spread of numbers in any order."""
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
    """How far a history's loss may be from its model's, as a share of the loss, by what trainings show of it.

    None where there are fewer than `MIN_DEVIATIONS`.
    """
    return max(MARGIN * max(apart), LEAST_TOLERANCE) if len(apart) >= MIN_DEVIATIONS else None


def _edge(right: Sequence[int], risk: float, sure: float) -> float:
    """The number that the tail of sorted numbers reaches with that risk: this or a higher one, as `sure` as said."""
    count = len(right) // TAIL
    start = right[count]
    mean = fmean(start - one for one in right[:count])
    scale = mean * 2 * count / _chi_squared(1 - sure, 2 * count)
    return start - scale * math.log(count / len(right) / risk)


def _chi_squared(share: float, degrees: int) -> float:
    """The number below which that share of a chi-squared distribution lies."""
    part = 2 / (9 * degrees)
    return degrees * (1 - part + NormalDist().inv_cdf(share) * math.sqrt(part)) ** 3
