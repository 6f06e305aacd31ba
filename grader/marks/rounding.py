"""Numbers as people read them: rounded once, at the end, half up to two decimals, and never to more than is true."""

from decimal import Decimal
from fractions import Fraction

CENT = Decimal("0.01")


def rounded(earned: Fraction, possible: Fraction) -> Decimal:
    """Points with two decimals, half up; all of them only where all were earned, none only where none was."""
    exact = _half_up(earned)
    if 0 < earned < possible:
        return max(min(exact, _half_up(possible) - CENT), CENT)
    return exact


def percent(share: Fraction) -> Decimal:
    """A share, 0 to 1, as percent with two decimals; 100 only for all, 0 only for nothing."""
    return rounded(share * 100, Fraction(100))


def _half_up(value: Fraction) -> Decimal:
    """The nearest number of hundredths; exactly half of one is one more."""
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return Decimal(hundredths).scaleb(-2)
