"""The points that lateness takes."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from grader.gradebook.marks import LatePenalty, Period, Policy
from grader.gradebook.marks.policy import NO_LOSS, loss
from tests.grader.gradebook.marks.strategies import few, moments, policies, zones

DUE = datetime(2030, 10, 20, 21, 59, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
POLICY = Policy(
    grace=Period(exact=timedelta(minutes=15), words="15 minutes"),
    late=LatePenalty(loses=Fraction(1, 10), each=Period(days=1, words="1 day"), cap=Fraction(1, 2)),
    cut_off=Period(days=7, words="7 days"),
)


@pytest.mark.parametrize(
    ("late", "of", "rule"),
    [
        (timedelta(minutes=-1), "0", ""),
        (timedelta(), "0", ""),
        (timedelta(microseconds=1), "0", "within the grace of 15 minutes"),
        (timedelta(minutes=15), "0", "within the grace of 15 minutes"),
        (timedelta(minutes=16), "0.1", "10 % for each 1 day begun: 1"),
        (timedelta(days=1), "0.1", "10 % for each 1 day begun: 1"),
        (timedelta(days=1, seconds=1), "0.2", "10 % for each 1 day begun: 2"),
        (timedelta(days=5), "0.5", "10 % for each 1 day begun: 5"),
        (timedelta(days=6), "0.5", "10 % for each 1 day begun: 6, at most 50 %"),
        (timedelta(days=7), "0.5", "10 % for each 1 day begun: 7, at most 50 %"),
        # Berlin puts its clocks back on the 27th, so that the seventh day has an hour more.
        (timedelta(days=7, hours=1), "0.5", "10 % for each 1 day begun: 7, at most 50 %"),
        (timedelta(days=7, hours=1, seconds=1), "1", "handed in after the cut-off, 7 days past the due date"),
    ],
)
def test_steps_grace_cap_and_cut_off(late: timedelta, of: str, rule: str) -> None:
    """Each rule at its very edge, and the reason in words."""
    found = loss(DUE + late, DUE, POLICY, BERLIN)

    assert Fraction(of) == found.share
    assert rule == found.rule
    assert max(late, timedelta()) == found.late
    assert found.cut_off == (found.share == 1)


def test_without_a_rule_nothing_is_lost() -> None:
    """Late work costs nothing unless the policy says so, and nothing is late that is never due."""
    assert loss(DUE + timedelta(days=900), DUE, Policy(), BERLIN).share == 0
    assert loss(DUE, None, POLICY, BERLIN) == NO_LOSS


@few
@given(moments, moments, moments, policies(), zones)
def test_later_never_loses_less(due: datetime, one: datetime, other: datetime, policy: Policy, zone: ZoneInfo) -> None:
    """Whatever the policy, handing in earlier is never worse, and nobody loses more than all."""
    earlier, later = (loss(at, due, policy, zone) for at in sorted((one, other)))

    assert 0 <= earlier.share <= later.share <= 1
    assert earlier.late <= later.late
    assert earlier.cut_off <= later.cut_off


@few
@given(moments, moments, moments, policies(), zones)
def test_a_later_due_date_never_loses_more(
    handed_in: datetime, one: datetime, other: datetime, policy: Policy, zone: ZoneInfo
) -> None:
    """What is late by an extension is at least as late without it."""
    sooner, later = (loss(handed_in, at, policy, zone) for at in sorted((one, other)))

    assert sooner.share >= later.share
