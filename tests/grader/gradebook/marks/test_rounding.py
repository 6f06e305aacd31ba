"""Numbers as people read them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grader.gradebook.marks import percent, round_points
from tests.grader.gradebook.marks.strategies import few

shares = some.builds(lambda one, other: Fraction(min(one, other), max(one, other, 1)), *[some.integers(0, 99_999)] * 2)


@pytest.mark.parametrize(
    ("earned", "possible", "shown"),
    [
        (Fraction(1, 3), Fraction(1), "0.33"),
        (Fraction(2, 3), Fraction(1), "0.67"),
        (Fraction(1005, 1000), Fraction(4), "1.01"),
        (Fraction("0.125"), Fraction(4), "0.13"),
        (Fraction("2.675"), Fraction(4), "2.68"),
        (Fraction(9999, 1000), Fraction(10), "9.99"),
        (Fraction(1, 1000), Fraction(10), "0.01"),
        (Fraction(0), Fraction(10), "0.00"),
        (Fraction(10), Fraction(10), "10.00"),
        (Fraction(11), Fraction(10), "11.00"),
        (Fraction(0), Fraction(0), "0.00"),
    ],
)
def test_half_is_up_and_all_is_all(earned: Fraction, possible: Fraction, shown: str) -> None:
    """Two decimals, half up; neither full points nor none unless it is so."""
    assert shown == str(round_points(earned, possible))


@few
@given(shares)
def test_a_hundred_percent_is_all_of_it(share: Fraction) -> None:
    """100 and 0 are said only where they are exact, and nothing else is off by more than a hundredth."""
    shown = percent(share)

    assert (shown == 100) == (share == 1)
    assert (shown == 0) == (share == 0)
    assert abs(Fraction(shown) - share * 100) <= Fraction(1, 100)


@few
@given(shares, shares)
def test_rounding_keeps_the_order(one: Fraction, other: Fraction) -> None:
    """Nobody passes somebody better by rounding."""
    assert percent(min(one, other)) <= percent(max(one, other))
    assert percent(one) == percent(one).quantize(Decimal("0.01"))
