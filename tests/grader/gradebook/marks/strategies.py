"""Policies, due dates and attempts of every kind, for properties that must hold of all."""

import os
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as some

from grader.gradebook.marks import AttemptRule, LatePenalty, Period, Policy
from grader.gradebook.marks.clock import approximate_length

few = settings(max_examples=int(os.environ.get("EXAMPLES", "40")), deadline=None)
"""What a property is tried with; `EXAMPLES=5000` looks harder."""

ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "UTC")]
zones = some.sampled_from(ZONES)
shares = some.integers(0, 24).map(lambda count: Fraction(count, 24))
weights = some.sampled_from([Fraction(one) for one in ("0.001", "1/3", "1", "2", "2.5", "100")])
days = some.integers(1, 10).map(lambda count: Period(days=count, words=f"{count} days"))
minutes = some.integers(1, 5000).map(lambda count: Period(exact=timedelta(minutes=count), words=f"{count} minutes"))
periods = days | minutes
lates = some.builds(LatePenalty, loses=shares, each=periods, cap=shares)
# Two weeks around nights on which some clock of ZONES is changed, the day that Samoa left out among them.
nights = some.sampled_from(["2011-12-29", "2026-03-28", "2026-10-24", "2026-11-01"])
moments = some.builds(
    lambda night, minutes: datetime.fromisoformat(night).replace(tzinfo=UTC) + timedelta(minutes=minutes),
    nights,
    some.integers(-7000, 14000),
)


@some.composite
def policies(draw: some.DrawFn) -> Policy:
    grace, cut_off = draw(some.none() | periods), draw(some.none() | periods)
    if grace and cut_off and approximate_length(grace) > approximate_length(cut_off):
        grace, cut_off = cut_off, grace
    return Policy(
        attempts=draw(some.sampled_from(AttemptRule)), grace=grace, late=draw(some.none() | lates), cut_off=cut_off
    )
