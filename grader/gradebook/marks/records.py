"""The records of marks, frozen, and their exact arithmetic. Pure, no I/O.

Points are fractions. Hundreds of thousands of them are added over one common denominator, because adding fractions one
by one is slow. They are rounded once, when they are shown: half up, to two decimals, but never to all or none if that
is not true.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from math import lcm

from grader.gradebook.decisions import Decision
from grader.gradebook.marks.policy import Policy


def total(values: Iterable[Fraction]) -> Fraction:
    """The sum of the values."""
    numbers, denominator = common_denominator(list(values))
    return Fraction(sum(numbers), denominator)


def common_denominator(values: Sequence[Fraction]) -> tuple[Sequence[int], int]:
    """The numerators of the values over one denominator, and that denominator."""
    denominators = [value.denominator for value in values]
    common = lcm(*denominators)
    if common == 1:
        return [value.numerator for value in values], 1
    return [value.numerator * (common // own) for value, own in zip(values, denominators, strict=True)], common


def scale_points(points: Fraction, possible: Fraction | int, weight: Fraction) -> Fraction:
    """Points out of those possible, scaled to points out of the weight; 0 if no points are possible."""
    if not points or not possible or weight == possible:
        return points
    above = points.numerator * weight.numerator * possible.denominator
    return Fraction(above, points.denominator * weight.denominator * possible.numerator)


def reduce_points(points: Fraction, share: Fraction) -> Fraction:
    """The points minus a share of them, 0 to 1."""
    if not share or not points:
        return points
    above = points.numerator * (share.denominator - share.numerator)
    return Fraction(above, points.denominator * share.denominator)


def round_points(earned: Fraction, possible: Fraction) -> Decimal:
    """Points with two decimals, half up; rounded to all points only if all were earned, and to 0 only if none was."""
    cents, most = _half_up(earned), _half_up(possible)
    if cents >= most and earned < possible:
        cents = most - 1
    if cents <= 0 < earned:
        cents = 1
    return Decimal(cents).scaleb(-2)


def percent(share: Fraction) -> Decimal:
    """A share, 0 to 1, in percent with two decimals; 100 only for all, 0 only for nothing."""
    return round_points(share * 100, _HUNDRED)


def as_float(number: Decimal | None) -> float | None:
    """The number as a float for JSON; None stays None."""
    return None if number is None else float(number)


def _half_up(value: Fraction) -> int:
    """The nearest number of hundredths; exactly half of one is rounded up."""
    return (200 * value.numerator + value.denominator) // (2 * value.denominator)


_HUNDRED = Fraction(100)


NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedExercise:
    """An exercise in an assignment."""

    exercise: str
    weight: Fraction
    """The worth of all its points in the assignment; by default the points of its rubric."""
    points: int
    """The most points in its rubric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Exercises that are handed out together."""

    id: str
    title: str
    parts: tuple[AssignedExercise, ...]
    weight: Fraction
    """The worth of the whole assignment in the course; by default the sum of its exercises' weights."""
    due: datetime | None
    """In the time zone of the course; None if it is never late."""
    policy: Policy
    points: Fraction = field(init=False)
    """The most points that can be earned."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", total(part.weight for part in self.parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignments:
    """All assignments of a course, in order. An exercise is in one of them or in none."""

    every: tuple[Assignment, ...]
    zone: tzinfo
    """The time zone in which days begin and times are shown; UTC if none is set."""
    drop_lowest: int = 0
    """How many assignments are left out of each learner's total: those whose omission helps most."""
    stated: bool = True
    """False if the course has no assignments.toml: each lesson is then an assignment that is never due."""

    def exercises(self) -> Iterator[str]:
        """The exercises that are in an assignment, in order."""
        return (part.exercise for one in self.every for part in one.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Until when something may be handed in."""

    at: datetime
    """The time in UTC."""
    extended_by: Decision | None = None
    """The extension that made it this date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt at an exercise, with what it loses for being late."""

    number: int
    """The number of the attempt: 1, 2, …"""
    handed_in: datetime
    """When it was handed in, UTC."""
    reported: bool
    """Whether another system reported the time (`Submission.submitted`). If not, it is when the grader first saw it."""
    earned: Fraction
    """Points before lateness, with the criteria that an instructor overrode."""
    possible: int
    unscored: int
    """Points that were not judged because of errors in the grader."""
    late: timedelta
    """How long after the due date it was handed in; zero if in time."""
    loses: Fraction
    """The share of its points that is lost, 0 to 1."""
    rule: str
    """Why it loses that, as a phrase: "10 % for each 1 day begun: 2"; empty if it loses nothing."""
    counts: bool
    """Whether the mark is made from it, possibly together with others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdoneDecision:
    """An override that gives less than the grader now gives for something that was not known when the override was
    made.
    """

    decision: Decision
    attempt: int
    """The attempt that is better."""
    automatic: Fraction
    """The points that the grader gives for it, before lateness, for the exercise or for the decision's criterion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Points(ABC):
    """What the marks of an exercise, an assignment and the course have in common."""

    learner: str
    earned: Fraction
    """The final points."""
    unscored: Fraction
    """Points, in the scale of `earned`, that were not judged because of errors in the grader, so that `earned` isn't
    final: never zero points.
    """

    @property
    @abstractmethod
    def share(self) -> Fraction | None:
        """The share of the possible points that was earned, 0 to 1; None while anything is unscored, or if nothing
        counts yet.
        """

    @property
    def percent(self) -> Decimal | None:
        """`share` as people read it, with two decimals; 100 only for all, 0 only for nothing."""
        return None if (share := self.share) is None else percent(share)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseMark(_Points):
    """One learner's mark for one exercise. The final points are `judged` minus the loss."""

    exercise: str
    weight: Fraction
    """The worth of the whole exercise in the assignment."""
    judged: Fraction
    """Points before lateness: from the attempts that count, or from an instructor."""
    loses: Fraction
    """The share of the points that is lost for being late, 0 to 1."""
    possible: int
    attempt: int | None
    """The attempt that counts; None if there is none, or several count."""
    attempts: tuple[Attempt, ...]
    due: Due | None
    """The due date for this learner, including extensions; None if it is never late."""
    open: bool
    """Nothing was handed in, and it is not too late yet, or never will be: it counts neither for nor against the
    learner.
    """
    excused: bool
    """The learner needn't do it: it counts neither for nor against the learner."""
    dropped: bool
    """Whether it is left out by `drop_lowest`."""
    decisions: tuple[Decision, ...]
    """The decisions that led to it, each the last of its kind: overrides, extensions, excuses, lateness set by hand."""
    outdone: "tuple[OutdoneDecision, ...]" = ()
    """Overrides that hide a better attempt or judgement than existed when they were made."""

    @property
    def missing(self) -> bool:
        """Whether nothing was handed in."""
        return not self.attempts

    @property
    def late(self) -> timedelta:
        """How late the latest attempt that counts was handed in; zero if in time."""
        return max((attempt.late for attempt in self.attempts if attempt.counts), default=timedelta())

    @property
    def counted_weight(self) -> Fraction:
        """Its weight in the assignment."""
        return self.weight

    @property
    def counts(self) -> bool:
        """Whether it is part of the assignment's mark. An attempt that can't be verified may not be."""
        return not (self.open or self.excused or self.dropped or (self.attempts and not self.possible))

    @property
    def share(self) -> Fraction | None:
        """The share of the possible points that was earned, 0 to 1; None while anything is unscored, or if nothing
        is required yet.
        """
        if self.unscored or self.open or self.excused or not self.possible:
            return None
        return self.earned / self.possible

    @property
    def final(self) -> Decimal | None:
        """The points with two decimals, for another system's gradebook; None if `share` is None."""
        return None if self.share is None else round_points(self.earned, Fraction(self.possible))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(_Points):
    """One learner's mark for one assignment. `earned` and `possible` are sums over the exercises that count."""

    assignment: str
    """The assignment's id."""
    weight: Fraction
    """The worth of the whole assignment in the course."""
    points: Fraction
    """The most points in the assignment, for any learner."""
    exercises: tuple[ExerciseMark, ...]
    """In the assignment's order."""
    possible: Fraction
    """0 if nothing counts because everything is excused or still to be handed in."""
    open_points: Fraction
    """The part of `points` that may still be handed in: it counts neither for nor against the learner, also in the
    course.
    """
    due: Due | None
    """The due date for this learner, including the assignment's own extension but none of an exercise's."""
    excused: bool
    """The learner needn't do it."""
    dropped: bool
    """Whether it is left out of the total by `drop_lowest`."""
    decisions: tuple[Decision, ...]
    """Decisions on the assignment as a whole: an excuse, an extension, lateness set by hand. Exercises have their
    own.
    """

    @property
    def missing(self) -> bool:
        """Whether nothing at all was handed in."""
        return all(exercise.missing for exercise in self.exercises)

    @property
    def open(self) -> bool:
        """Whether some exercise may still be handed in, in time: the mark is not final then."""
        return any(exercise.open and not exercise.excused for exercise in self.exercises)

    @property
    def late(self) -> timedelta:
        """How late the latest attempt that counts was handed in; zero if all were in time."""
        return max((exercise.late for exercise in self.exercises if exercise.counts), default=timedelta())

    @property
    def counted_weight(self) -> Fraction:
        """The assignment's weight in the course while some of it is open."""
        return self.weight * (self.points - self.open_points) / self.points if self.open_points else self.weight

    @property
    def loses(self) -> bool:
        """Whether lateness cost points."""
        return any(exercise.loses and exercise.judged for exercise in self.exercises if exercise.counts)

    @property
    def counts(self) -> bool:
        """Whether it is part of the total."""
        return bool(self.possible) and not (self.excused or self.dropped)

    @property
    def share(self) -> Fraction | None:
        """The share of the possible points that was earned, 0 to 1; None while anything is unscored, or if nothing
        counts.
        """
        if self.unscored or self.excused or not self.possible:
            return None
        return self.earned / self.possible

    @property
    def final(self) -> Decimal | None:
        """Points out of `points`, two decimals, for another system's gradebook; None if `share` is None, or while it is
        open.

        If exercises are excused or dropped, the others count for them: 3 of 4 points that count are 7.50 of 10.
        """
        share = self.share
        return None if share is None or self.open else round_points(share * self.points, self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseMark(_Points):
    """One learner's mark in the course: the marks of all assignments, by their weights."""

    marks: tuple[Mark, ...]
    """In the order of the assignments."""
    possible: Fraction
    """The possible points; 0 if nothing counts yet."""

    @property
    def open(self) -> bool:
        """Whether something may still be handed in, in time, so that the mark is not final."""
        return any(mark.open for mark in self.marks if not mark.excused)

    def exercises(self) -> Iterator[ExerciseMark]:
        """Every exercise's mark, in order."""
        for mark in self.marks:
            yield from mark.exercises

    @property
    def share(self) -> Fraction | None:
        """The share of the possible points that was earned, 0 to 1; None while anything is unscored, or if nothing
        counts.
        """
        return None if self.unscored or not self.possible else self.earned / self.possible
