"""Exact arithmetic for hundreds of thousands of marks: by whole numbers, as fractions are slow at each step. Pure."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm


def total(values: Iterable[Fraction]) -> Fraction:
    """Their sum."""
    numbers, denominator = common_denominator(list(values))
    return Fraction(sum(numbers), denominator)


def common_denominator(values: Sequence[Fraction]) -> tuple[Sequence[int], int]:
    """Their numerators over one denominator, and that."""
    denominators = [one.denominator for one in values]
    common = lcm(*denominators)
    if common == 1:
        return [one.numerator for one in values], 1
    return [one.numerator * (common // own) for one, own in zip(values, denominators, strict=True)], common


def scale_points(points: Fraction, possible: Fraction | int, weight: Fraction) -> Fraction:
    """Points out of those possible as points out of the weight; nothing where nothing is possible."""
    if not points or not possible or weight == possible:
        return points
    above = points.numerator * weight.numerator * possible.denominator
    return Fraction(above, points.denominator * weight.denominator * possible.numerator)


def reduce_points(points: Fraction, share: Fraction) -> Fraction:
    """The points without a share of them, 0 to 1."""
    if not share or not points:
        return points
    above = points.numerator * (share.denominator - share.numerator)
    return Fraction(above, points.denominator * share.denominator)
