"""The statistics of items are those of numpy, and say nothing where there is nothing to say."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from grader.insight.criteria import minority_chance, point_biserial, quantiles, reversal_chance, wilson
from grader.insight.records import LearnerGroup

strengths = some.lists(some.integers(-1_000_000, 1_000_000), min_size=2, max_size=60)


def sums(values: list[int]) -> tuple[int, int, int]:
    return len(values), sum(values), sum(value * value for value in values)


@given(strengths, strengths)
def test_the_correlation_is_numpys(passed: list[int], failed: list[int]) -> None:
    """From sums alone comes what numpy computes of every learner, in its interval."""
    verdicts = [1] * len(passed) + [0] * len(failed)
    assume(len(set(passed + failed)) > 1)
    found = point_biserial(sums(passed), sums(failed))

    assert found is not None
    assert found.value == pytest.approx(np.corrcoef(verdicts, passed + failed)[0, 1], abs=1e-9)
    assert -1 <= found.low <= found.value <= found.high <= 1


@given(strengths)
def test_no_correlation_without_variance(values: list[int]) -> None:
    """Where all pass, all fail, or all are equally strong, there is no coefficient: not 0, and no division by 0."""
    nobody, alike = (0, 0, 0), sums([values[0]] * len(values))

    assert point_biserial(sums(values), nobody) is None
    assert point_biserial(nobody, sums(values)) is None
    assert point_biserial(alike, alike) is None


@given(some.integers(0, 5_000), some.integers(1, 5_000))
def test_wilsons_interval_has_the_share_in_it(passed: int, count: int) -> None:
    """It lies between 0 and 1 and solves the equation that it is defined by."""
    assume(passed <= count)
    share = passed / count
    found = wilson(share, count)

    assert 0 <= found.low <= share <= found.high <= 1
    for end in (found.low, found.high):
        if 0 < end < 1 and end != share:
            assert (share - end) ** 2 == pytest.approx(1.959963984540054**2 * end * (1 - end) / count, abs=1e-9)


@given(some.lists(some.floats(0, 1e6), min_size=1, max_size=100))
def test_quantiles_are_in_order_and_numpys(values: list[float]) -> None:
    """The least to the most, and the median is numpy's."""
    found = quantiles(np.array(values))

    assert found is not None
    row = (found.least, found.p25, found.median, found.p75, found.p90, found.most)
    assert list(row) == sorted(row)
    assert (found.least, found.most) == (min(values), max(values))
    assert found.median == pytest.approx(float(np.median(values)))


def test_no_numbers_have_no_quantiles() -> None:
    """An exercise that nobody attempted has none."""
    assert quantiles(np.array([])) is None


@given(some.integers(0, 40), some.integers(0, 40), some.data())
def test_the_chance_of_a_reversal_is_exact(strong: int, others: int, data: some.DataObject) -> None:
    """It is the hypergeometric sum, in whole numbers."""
    passed, also = data.draw(some.integers(0, strong)), data.draw(some.integers(0, others))
    ways = [
        math.comb(strong, k) * math.comb(others, passed + also - k)
        for k in range(max(0, passed + also - others), passed + 1)
    ]
    exact = Fraction(sum(ways), math.comb(strong + others, passed + also))

    found = reversal_chance(LearnerGroup(judged=strong, passed=passed), LearnerGroup(judged=others, passed=also))
    assert found == pytest.approx(float(exact), rel=1e-9)


@given(some.integers(0, 60), some.data())
def test_the_chance_of_a_minority_is_exact(judged: int, data: some.DataObject) -> None:
    """It is the binomial sum, in whole numbers."""
    passed = data.draw(some.integers(0, judged))
    exact = Fraction(sum(math.comb(judged, k) for k in range(passed + 1)), 2**judged)

    assert minority_chance(LearnerGroup(judged=judged, passed=passed)) == pytest.approx(float(exact), rel=1e-9)


def test_ten_thousand_learners_do_not_overflow() -> None:
    """The largest cohort gives a number, and a plain one."""
    many = LearnerGroup(judged=2_700, passed=100)

    assert 0 < reversal_chance(LearnerGroup(judged=2_700, passed=1_250), LearnerGroup(judged=7_300, passed=3_650)) < 1
    assert minority_chance(many) == pytest.approx(0, abs=1e-300)
