"""Numbers as people read them: rounded once, at the end, half up to two decimals, and never to more than is true."""

from decimal import Decimal
from fractions import Fraction


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


def _half_up(value: Fraction) -> int:
    """The nearest number of hundredths; exactly half of one is one more."""
    return (200 * value.numerator + value.denominator) // (2 * value.denominator)


_HUNDRED = Fraction(100)
