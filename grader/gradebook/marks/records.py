"""The records of marks, frozen, and their exact arithmetic. Pure, no I/O.

Points are fractions. Hundreds of thousands of them are added over one common denominator, as adding fractions one by
one is slow. They are rounded once, when they are shown: half up, to two decimals, and never to more than is true.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from math import lcm

from grader.gradebook.decisions import Decision
from grader.gradebook.marks.policy import Policy


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
    """Points out of those possible as points out of the weight; nothing if nothing is possible."""
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


NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedExercise:
    """An exercise in an assignment."""

    exercise: str
    weight: Fraction
    """What all of its points are worth in the assignment; by default as many as its rubric has."""
    points: int
    """What its rubric can earn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Exercises handed out together."""

    id: str
    title: str
    parts: tuple[AssignedExercise, ...]
    weight: Fraction
    """What all of it is worth in the course; by default as much as its parts together."""
    due: datetime | None
    """In the time zone of the course; None: never late."""
    policy: Policy
    points: Fraction = field(init=False)
    """What all of it can earn."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", total(part.weight for part in self.parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignments:
    """All assignments of a course, in order. An exercise is in one of them or in none."""

    every: tuple[Assignment, ...]
    zone: tzinfo
    """The time zone in which days begin and times are shown; UTC where none is set."""
    drop_lowest: int = 0
    """How many assignments are left out of each learner's total: those whose omission helps most."""
    stated: bool = True
    """False if the course has no assignments.toml: each lesson is an assignment that is never due."""

    def exercises(self) -> Iterator[str]:
        """The exercises that count for something, in order."""
        return (part.exercise for one in self.every for part in one.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Until when something may be handed in."""

    at: datetime
    """UTC."""
    extended_by: Decision | None = None
    """The extension that made it so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt at an exercise, with what it loses for being late."""

    number: int
    """1, 2, …"""
    handed_in: datetime
    """UTC."""
    reported: bool
    """Whether something outside said when (`Submission.submitted`). Otherwise it is when the grader first saw it."""
    earned: Fraction
    """Points before lateness, with the criteria that an instructor overrode."""
    possible: int
    unscored: int
    """Points that our own faults kept from being judged."""
    late: timedelta
    """How long after the due date it was handed in; zero where in time."""
    loses: Fraction
    """Of its points, 0 to 1."""
    rule: str
    """Why it loses that, a phrase: "10 % for each 1 day begun: 2"; empty if it loses nothing."""
    counts: bool
    """Whether the mark is made of it, alone or with others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdoneDecision:
    """An override that gives less than the grader gives now, for what it did not know when the override was made."""

    decision: Decision
    attempt: int
    """The attempt that is better."""
    automatic: Fraction
    """What the grader gives for it, before lateness: points of the exercise, or of the decision's criterion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseMark:
    """What one learner has for one exercise."""

    learner: str
    exercise: str
    weight: Fraction
    """What all of it is worth in the assignment."""
    judged: Fraction
    """Points before lateness: of what counts of the attempts, or an instructor's."""
    loses: Fraction
    """Of the points, 0 to 1, for being late."""
    earned: Fraction
    """Points in the end: `judged` less what is lost."""
    possible: int
    unscored: Fraction
    """Points that our own faults kept from being judged, so that `earned` isn't final: never zero points."""
    attempt: int | None
    """The attempt that counts; None if there is none, or several count."""
    attempts: tuple[Attempt, ...]
    due: Due | None
    """As it counts for this learner, extensions included; None: never late."""
    open: bool
    """Nothing was handed in, and it is not too late, or never: counts neither for nor against."""
    excused: bool
    """Not asked of this learner: counts neither for nor against."""
    dropped: bool
    """Left out by `drop_lowest`."""
    decisions: tuple[Decision, ...]
    """The decisions behind it, each the last of its kind: overrides, extensions, excuses, lateness set by hand."""
    outdone: "tuple[OutdoneDecision, ...]" = ()
    """Overrides that hide a better attempt, or a better judgement, than there was when they were made."""

    @property
    def missing(self) -> bool:
        """Whether nothing was handed in."""
        return not self.attempts

    @property
    def late(self) -> timedelta:
        """How late the latest of what counts was handed in; zero where in time."""
        return max((one.late for one in self.attempts if one.counts), default=timedelta())

    @property
    def counted_weight(self) -> Fraction:
        """Its weight in the assignment."""
        return self.weight

    @property
    def counts(self) -> bool:
        """Whether it is part of the assignment's mark. An attempt at something that can't be verified may not be."""
        return not (self.open or self.excused or self.dropped or (self.attempts and not self.possible))

    @property
    def share(self) -> Fraction | None:
        """What was earned of what was possible, 0 to 1; None while anything is unscored, or nothing is asked yet."""
        if self.unscored or self.open or self.excused or not self.possible:
            return None
        return self.earned / self.possible

    @property
    def percent(self) -> Decimal | None:
        """`share` as people read it, two decimals; 100 only for all, 0 only for nothing."""
        share = self.share
        return None if share is None else percent(share)

    @property
    def final(self) -> Decimal | None:
        """The points with two decimals, for a gradebook elsewhere; None if `share` is."""
        share = self.share
        return None if share is None else round_points(self.earned, Fraction(self.possible))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one learner has for one assignment. `earned` and `possible` are over the exercises that count."""

    learner: str
    assignment: str
    """Its id."""
    weight: Fraction
    """What all of it is worth in the course."""
    points: Fraction
    """What all of the assignment can earn, for any learner."""
    exercises: tuple[ExerciseMark, ...]
    """In the assignment's order."""
    earned: Fraction
    possible: Fraction
    """0 if nothing counts: all of it is excused, or yet to be handed in."""
    open_points: Fraction
    """What of `points` may yet be handed in: it counts neither for nor against, in the course either."""
    unscored: Fraction
    """Points, in the assignment's scale, that our own faults kept from being judged: never zero points."""
    due: Due | None
    """As it counts for this learner, the assignment's own extension included but no exercise's."""
    excused: bool
    """Not asked of this learner."""
    dropped: bool
    """Left out of the total by `drop_lowest`."""
    decisions: tuple[Decision, ...]
    """On the assignment as a whole: an excuse, an extension, lateness set by hand. Exercises have their own."""

    @property
    def missing(self) -> bool:
        """Whether nothing at all was handed in."""
        return all(one.missing for one in self.exercises)

    @property
    def open(self) -> bool:
        """Whether some exercise may yet be handed in, in time: the mark is one so far."""
        return any(one.open and not one.excused for one in self.exercises)

    @property
    def late(self) -> timedelta:
        """How late the latest of what counts was handed in; zero where all was in time."""
        return max((one.late for one in self.exercises if one.counts), default=timedelta())

    @property
    def counted_weight(self) -> Fraction:
        """Its weight in the course as long as some of it is open."""
        return self.weight * (self.points - self.open_points) / self.points if self.open_points else self.weight

    @property
    def loses(self) -> bool:
        """Whether lateness cost points."""
        return any(one.loses and one.judged for one in self.exercises if one.counts)

    @property
    def counts(self) -> bool:
        """Whether it is part of the total."""
        return bool(self.possible) and not (self.excused or self.dropped)

    @property
    def share(self) -> Fraction | None:
        """What was earned of what was possible, 0 to 1; None while anything is unscored, or nothing counts."""
        if self.unscored or self.excused or not self.possible:
            return None
        return self.earned / self.possible

    @property
    def percent(self) -> Decimal | None:
        """`share` as people read it, two decimals; 100 only for all, 0 only for nothing."""
        share = self.share
        return None if share is None else percent(share)

    @property
    def final(self) -> Decimal | None:
        """Points out of `points`, two decimals, for a gradebook elsewhere; None if `share` is, and while it is open.

        Where exercises are excused or dropped, the others stand for them: 3 of 4 that count are 7.50 of 10.
        """
        share = self.share
        return None if share is None or self.open else round_points(share * self.points, self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseMark:
    """What one learner has in the course: the marks of all assignments, by their weights."""

    learner: str
    marks: tuple[Mark, ...]
    """In the order of the assignments."""
    earned: Fraction
    possible: Fraction
    """0 if nothing counts yet."""
    unscored: Fraction
    """Points, in the course's scale, that our own faults kept from being judged: never zero points."""

    @property
    def open(self) -> bool:
        """Whether something may yet be handed in, in time, so that the mark is one so far."""
        return any(one.open for one in self.marks if not one.excused)

    def exercises(self) -> Iterator[ExerciseMark]:
        """Every exercise's mark, in order."""
        for mark in self.marks:
            yield from mark.exercises

    @property
    def share(self) -> Fraction | None:
        """What was earned of what was possible, 0 to 1; None while anything is unscored, or nothing counts."""
        return None if self.unscored or not self.possible else self.earned / self.possible

    @property
    def percent(self) -> Decimal | None:
        """`share` as people read it, two decimals; 100 only for all, 0 only for nothing."""
        share = self.share
        return None if share is None else percent(share)
