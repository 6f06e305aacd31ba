"""Exact arithmetic for marks, and numbers as people read them. Pure.

Points are fractions. Hundreds of thousands of them are added over one common denominator, as adding fractions one by
one is slow. They are rounded once, where they are shown: half up, to two decimals, and never to more than is true.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
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


def round_points(earned: Fraction, possible: Fraction) -> Decimal:
    """Points with two decimals, half up; all of them only where all were earned, none only where none was."""
    cents, most = _half_up(earned), _half_up(possible)
    if cents >= most and earned < possible:
        cents = most - 1
    if cents <= 0 < earned:
        cents = 1
    return Decimal(cents).scaleb(-2)


def percent(share: Fraction) -> Decimal:
    """A share, 0 to 1, as percent with two decimals; 100 only for all, 0 only for nothing."""
    return round_points(share * 100, _HUNDRED)


def as_float(number: Decimal | None) -> float | None:
    """The number for JSON; None stays None."""
    return None if number is None else float(number)


def _half_up(value: Fraction) -> int:
    """The nearest number of hundredths; exactly half of one is one more."""
    return (200 * value.numerator + value.denominator) // (2 * value.denominator)


_HUNDRED = Fraction(100)
