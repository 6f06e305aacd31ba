"""The bar keeps the risk that it states, whatever smooth hump the trainings come from."""

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pytest

from grader.judging.checks.accuracy_bar import CONFIDENCE, LEAST_TOLERANCE, MIN_DEVIATIONS, Spread, tolerance

RISK = 0.001
SEEDS = 200
REPEATS = 300
MIDDLE, WIDTH = 890, 8

Draw = Callable[[np.random.Generator, int], npt.NDArray[np.float64]]
Below = Callable[[float], float]

HUMPS: dict[str, tuple[Draw, Below]] = {
    "normal": (
        lambda random, count: random.normal(MIDDLE, WIDTH, count),
        NormalDist(MIDDLE, WIDTH).cdf,
    ),
    "heavier on both sides": (
        lambda random, count: random.logistic(MIDDLE, WIDTH / 2, count),
        lambda number: 1 / (1 + math.exp((MIDDLE - number) / (WIDTH / 2))),
    ),
    "heavier below": (
        lambda random, count: MIDDLE - random.gumbel(0, WIDTH, count),
        lambda number: -math.expm1(-math.exp((number - MIDDLE) / WIDTH)),
    ),
    "with an end": (
        lambda random, count: MIDDLE - WIDTH * random.beta(2, 2, count),
        lambda number: 0.0 if number < MIDDLE - WIDTH else 1.0,
    ),
}
"""Distributions of trainings, and the share of each below a number."""


@pytest.mark.parametrize(("draw", "below"), HUMPS.values(), ids=HUMPS)
def test_the_bar_refuses_no_more_than_it_says(draw: Draw, below: Below) -> None:
    """Of calibrations of 200 seeds, as many as promised set a bar that at most one training in 1,000 misses."""
    random = np.random.default_rng(7)
    bars = [bar_of(draw(random, SEEDS)) for _ in range(REPEATS)]

    assert sum(below(bar - 0.5) <= RISK for bar in bars) >= CONFIDENCE * REPEATS


def test_a_normal_bar_would_not() -> None:
    """Where bad luck is worse than good luck is good, the usual tolerance bound refuses too many: hence the tail."""
    draw, below = HUMPS["heavier below"]
    random = np.random.default_rng(7)
    draws = [np.rint(draw(random, SEEDS)) for _ in range(REPEATS)]

    factor = 3.39  # of a normal distribution's 1 in 1,000 with a confidence of 95 %, from 200
    kept = sum(below(float(one.mean() - factor * one.std(ddof=1))) <= RISK for one in draws)

    assert kept < REPEATS / 2


def bar_of(numbers: npt.NDArray[np.float64]) -> int:
    return spread_of(numbers).tail(RISK).bar


def spread_of(numbers: npt.NDArray[np.float64]) -> Spread:
    return Spread.from_counts((int(number) for number in np.rint(numbers)), 1_000)


def test_the_interval_begins_at_the_bar() -> None:
    """The lower end is the bar, and the upper one lies below the trainings' lowest fifth."""
    spread = spread_of(np.random.default_rng(7).normal(MIDDLE, WIDTH, SEEDS))
    tail = spread.tail(RISK)

    assert tail.bar == tail.interval[0] < tail.interval[1] < spread.right[SEEDS // 5]


def test_fewer_trainings_are_a_lower_bar() -> None:
    """What is known less is promised less."""
    numbers = np.random.default_rng(7).normal(MIDDLE, WIDTH, SEEDS)

    assert bar_of(numbers[:20]) < bar_of(numbers)


def test_a_greater_risk_is_a_higher_bar() -> None:
    """The bar follows from the risk."""
    spread = spread_of(np.random.default_rng(7).normal(MIDDLE, WIDTH, SEEDS))

    assert spread.tail(0.0001).bar < spread.tail(0.001).bar < spread.tail(0.1).bar


def test_a_bar_is_never_below_nothing() -> None:
    """Trainings that all but fail leave nothing to refuse."""
    assert Spread.from_counts([0, 3, 30, 5, 9, 60, 1, 2, 80, 4], 100).tail(RISK).bar == 0


def test_trainings_that_are_all_the_same() -> None:
    """Without a spread the bar is the number itself."""
    spread = Spread.from_counts([900] * 20, 1_000)

    assert (spread.tail(RISK).bar, spread.contains(900, RISK), spread.contains(899, RISK)) == (900, True, False)


@pytest.mark.parametrize(("right", "held"), [(890, True), (865, True), (915, True), (830, False), (950, False)])
def test_a_spread_does_not_contain_runs_far_outside(right: int, held: bool) -> None:  # noqa: FBT001 - a table
    """A run far below the trainings is none of them, and neither is one far above."""
    spread = spread_of(np.random.default_rng(7).normal(MIDDLE, WIDTH, SEEDS))

    assert spread.contains(right, RISK) is held


def test_a_tolerance_is_far_above_what_trainings_show() -> None:
    """Ten times the most that is seen, and 0.1 % at least: rounding differs from one machine to the next."""
    assert tolerance([1e-7] * MIN_DEVIATIONS) == LEAST_TOLERANCE
    assert tolerance([1e-7] * MIN_DEVIATIONS + [0.002]) == pytest.approx(0.02)


def test_few_trainings_give_no_tolerance() -> None:
    """Below 50 trainings nothing is said."""
    assert tolerance([1e-7] * (MIN_DEVIATIONS - 1)) is None
