"""Exact sums of many fractions, a hundred thousand times: by whole numbers, as fractions add slowly. Pure."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm


def total(values: Iterable[Fraction]) -> Fraction:
    """Their sum."""
    numbers, denominator = over_one(list(values))
    return Fraction(sum(numbers), denominator)


def over_one(values: Sequence[Fraction]) -> tuple[Sequence[int], int]:
    """Their numerators over one denominator, and that."""
    denominators = [one.denominator for one in values]
    common = lcm(*denominators)
    if common == 1:
        return [one.numerator for one in values], 1
    return [one.numerator * (common // own) for one, own in zip(values, denominators, strict=True)], common
