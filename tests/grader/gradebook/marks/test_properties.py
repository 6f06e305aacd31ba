"""Rules that marks obey for every policy, attempts and clock."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from grader.gradebook.marks import AttemptRule, Policy
from grader.gradebook.marks.aggregate import positions_to_drop
from grader.gradebook.streams import AttemptScore
from tests.grader.gradebook.marks.ada import EXTENSION, course, decision, worked
from tests.grader.gradebook.marks.strategies import few, moments, policies, shares, weights, zones

shared = some.lists(some.tuples(weights, shares), min_size=1, max_size=6)


@few
@given(shared, some.integers(0, 7))
def test_dropping_never_lowers_and_is_the_best(marks: list[tuple[Fraction, Fraction]], count: int) -> None:
    """What stays is at least as good as all, as many as asked are left out, and no other choice would help more."""

    def mean(kept: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
        return sum((w * s for w, s in kept), Fraction(0)) / sum(w for w, _ in kept)

    out = positions_to_drop([(w, w * s) for w, s in marks], count)
    kept = [one for position, one in enumerate(marks) if position not in out]

    assert len(out) == min(count, len(marks) - 1)
    assert mean(kept) >= mean(marks)
    assert mean(kept) == max(mean(some_) for some_ in itertools.combinations(marks, len(kept)))


@few
@given(shared, some.integers(0, 5), some.data())
def test_a_mark_that_rises_never_lowers_the_mean(
    marks: list[tuple[Fraction, Fraction]], count: int, data: some.DataObject
) -> None:
    """Whatever is left out, better work is never worse."""

    def left(every: list[tuple[Fraction, Fraction]]) -> Fraction:
        kept = [
            one
            for position, one in enumerate(every)
            if position not in positions_to_drop([(w, w * s) for w, s in every], count)
        ]
        return sum((w * s for w, s in kept), Fraction(0)) / sum(w for w, _ in kept)

    position = data.draw(some.integers(0, len(marks) - 1))
    weight, share = marks[position]
    risen = [*marks[:position], (weight, data.draw(shares.map(lambda more: max(more, share)))), *marks[position + 1 :]]

    assert left(risen) >= left(marks)


tries = some.lists(some.tuples(some.sampled_from("abc"), some.integers(0, 4), moments), max_size=6)


def handed_in(drawn: list[tuple[str, int, datetime]]) -> list[AttemptScore]:
    """The attempts in the order of their times."""
    counts: dict[str, int] = {}
    found = []
    for exercise, earned, when in sorted(drawn, key=lambda one: one[2]):
        counts[exercise] = counts.get(exercise, 0) + 1
        found.append(AttemptScore("ada", exercise, counts[exercise], when, None, earned, 4, 0))
    return found


@few
@given(
    tries,
    policies(),
    moments,
    moments,
    moments,
    zones,
    some.integers(0, 2),
    some.sampled_from([{"exercise": None, "assignment": "week"}, {"exercise": "a"}]),
)
def test_an_extension_never_lowers_a_mark(  # noqa: PLR0913, PLR0917 - hypothesis draws by position
    drawn: list[tuple[str, int, datetime]],
    policy: Policy,
    due: datetime,
    until: datetime,
    now: datetime,
    zone: ZoneInfo,
    drop: int,
    target: dict[str, str | None],
) -> None:
    """Whatever the policy, attempts and weights, of one exercise or of the assignment."""
    given_ = decision(EXTENSION, **target, until=until)
    every = replace(course("a", "b", "c", policy=policy, due=due, drop=drop, weighing=(1, 9, 3)), zone=zone)

    without, with_ = (worked(every, *handed_in(drawn), decisions=made, now=now) for made in ((), (given_,)))

    assert all(
        one.earned <= other.earned or other.open
        for one, other in zip(without.exercises(), with_.exercises(), strict=True)
    )
    assert with_.share is None or with_.share >= (without.share or 0)


@few
@given(tries, policies(), moments, zones)
def test_marks_stay_within_their_bounds(
    drawn: list[tuple[str, int, datetime]], policy: Policy, due: datetime, zone: ZoneInfo
) -> None:
    """Never below zero nor above what is possible; the average within the least and the most of its attempts."""
    mark = worked(replace(course("a", "b", "c", policy=policy, due=due), zone=zone), *handed_in(drawn))

    for one in mark.exercises():
        assert 0 <= one.earned <= one.judged <= one.possible
        left = [a.earned * (1 - a.loses) for a in one.attempts if a.counts]
        assert not left or min(left) <= one.earned <= max(left)
    assert 0 <= mark.earned <= mark.possible


@few
@given(tries, policies(), moments, zones)
def test_another_attempt_never_lowers_the_best(
    drawn: list[tuple[str, int, datetime]], policy: Policy, due: datetime, zone: ZoneInfo
) -> None:
    """Where the best counts, nobody loses by trying again."""
    every = replace(course("a", "b", "c", policy=replace(policy, attempts=AttemptRule.BEST), due=due), zone=zone)
    found = handed_in(drawn)

    marks = [worked(every, *found[:count]).earned for count in range(len(found) + 1)]

    assert marks == sorted(marks)
