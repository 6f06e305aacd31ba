"""How many mutants are killed, of those that should be."""

import pytest

from grader.verification.records import KillRate


def test_exempt_mutants_do_not_count() -> None:
    """Neither for nor against."""
    rate = KillRate(killed=19, alive=1, equivalent=2, free=3)

    assert (rate.rate, rate.percent, rate.killable, rate.total) == (0.95, 95, 20, 25)


def test_kill_rates_add() -> None:
    """A course's is the sum of its exercises'."""
    rates = [KillRate(killed=1, alive=2), KillRate(killed=3, equivalent=4, free=5)]

    assert sum(rates, KillRate()) == KillRate(killed=4, alive=2, equivalent=4, free=5)


@pytest.mark.parametrize(("killed", "alive", "percent"), [(9999, 1, 99), (949, 51, 94), (5, 0, 100), (0, 4, 0)])
def test_a_rounded_rate_reaches_no_bar_that_the_rate_does_not(killed: int, alive: int, percent: int) -> None:
    """100 only where none is alive, 95 only from 95 on."""
    assert KillRate(killed=killed, alive=alive).percent == percent


def test_without_mutants_there_is_no_rate() -> None:
    """Nothing was proven, and nothing is claimed."""
    assert KillRate(free=3).rate is None
    assert KillRate().percent is None
