"""Computes marks from a gradebook: adds up exercises to assignments and assignments to the course, learner by
learner.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from fractions import Fraction
from typing import TypeVar

from grader.gradebook import Gradebook
from grader.gradebook.marks.decisions import NO_DECISIONS, DecisionsInForce, dues
from grader.gradebook.marks.exercise import MarkingContext, exercise_mark
from grader.gradebook.marks.records import (
    NOTHING,
    Assignment,
    Assignments,
    CourseMark,
    Due,
    ExerciseMark,
    Mark,
    common_denominator,
    scale_points,
    total,
)
from grader.gradebook.queries import RowNumbers
from grader.gradebook.schema import DecisionKind
from grader.gradebook.streams import AttemptScore, LearnerScores, learner_scores, scores_with


def compute_marks(
    gradebook: Gradebook, assignments: Assignments, *, now: datetime, roster: Iterable[str] = ()
) -> Iterator[CourseMark]:
    """The marks of every learner, or of one, sorted by learner; they are read one by one, in constant memory.

    Learners are all people with hand-ins or decisions, and those in `roster`. A missing exercise is open until `now` is
    past its due date, and zero from then on. An exercise that is never due stays open.

    Raises:
        StorageError: the gradebook can't be read.
    """
    for standing in learner_scores(gradebook, roster=roster):
        yield marks_of(standing, assignments, now=now)


def marks_of(standing: LearnerScores, assignments: Assignments, *, now: datetime) -> CourseMark:
    """The marks of one learner. Pure."""
    return course_mark(standing.learner, marks_for(assignments.every, standing, assignments.zone, now), assignments)


def marks_for(marked: Iterable[Assignment], standing: LearnerScores, zone: tzinfo, now: datetime) -> list[Mark]:
    """One learner's marks for these assignments, before any are dropped from the course. Pure."""
    scored: dict[str, list[AttemptScore]] = {}
    for attempt in standing.attempts:
        scored.setdefault(attempt.exercise, []).append(attempt)
    rulings = DecisionsInForce.from_decisions(standing.decisions) if standing.decisions else NO_DECISIONS

    def mark(assignment: Assignment) -> Mark:
        case = MarkingContext(
            learner=standing.learner,
            assignment=assignment,
            due=Due(at=assignment.due.astimezone(UTC)) if assignment.due else None,
            zone=zone,
            now=now,
            decisions=rulings,
            criteria=standing.criteria,
        )
        exercises = [exercise_mark(part, scored.get(part.exercise, ()), case) for part in assignment.parts]
        return assignment_mark(exercises, case)

    return [mark(one) for one in marked]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkChange:
    """A mark that would change if some results replaced recorded ones."""

    learner: str
    exercise: str | None
    """None if it is the mark of the whole course."""
    before: Fraction | None
    """The share of the possible points, 0 to 1; None if the mark is not final, or if nothing counts yet."""
    after: Fraction | None

    @property
    def gained(self) -> Fraction:
        """The gain, -1 to 1. A mark that is not final counts as 0."""
        return (self.after or NOTHING) - (self.before or NOTHING)


def mark_changes(
    gradebook: Gradebook, proposal: Gradebook, assignments: Assignments, *, now: datetime
) -> Iterator[MarkChange]:
    """The marks that the proposal's results would change, with lateness, attempts and decisions as they are; by
    learner.

    Raises:
        StorageError: one of the gradebooks can't be read.
    """
    for before, after in scores_with(gradebook, proposal):
        was, would_be = (marks_of(one, assignments, now=now) for one in (before, after))
        for old, new in zip(was.exercises(), would_be.exercises(), strict=True):
            if old.share != new.share:
                yield MarkChange(learner=was.learner, exercise=old.exercise, before=old.share, after=new.share)
        if was.share != would_be.share:
            yield MarkChange(learner=was.learner, exercise=None, before=was.share, after=would_be.share)


class PassedDues:
    """Counts the due dates that have passed, including extensions: everything that depends on the clock changes with
    that number.
    """

    def __init__(self, gradebook: Gradebook, assignments: Assignments) -> None:
        self._gradebook = gradebook
        self._assigned = [one.due for one in assignments.every if one.due]
        self._decision = -1
        self._dues: list[datetime] = []

    def count(self, rows: RowNumbers) -> int:
        """How many have passed by now; decisions are read again if there are others. Raises `StorageError`."""
        if rows.decision != self._decision:
            extended = [decision.until for decision in self._gradebook.decisions() if decision.until]
            self._dues, self._decision = sorted((*self._assigned, *extended)), rows.decision
        return bisect_left(self._dues, datetime.now(UTC))


def counted_shares(course: CourseMark) -> Iterator[tuple[str, float]]:
    """Each exercise that the learner handed in, with the share of its points that counts, 0 to 1, if it has one."""
    for exercise in course.exercises():
        if exercise.share is not None and not exercise.missing:
            yield exercise.exercise, float(exercise.share)


AnyMark = TypeVar("AnyMark", ExerciseMark, Mark)


def assignment_mark(exercises: Sequence[ExerciseMark], case: MarkingContext) -> Mark:
    """The mean of the exercises that count, by their weights, as points."""
    assignment, rulings = case.assignment, case.decisions
    kept = _without_lowest(exercises, assignment.policy.drop_lowest)
    counting = [one for one in kept if one.counts]
    kinds = (DecisionKind.EXCUSED, DecisionKind.EXTENSION, DecisionKind.LATE)
    excused, extension, late = (rulings.on_assignment(kind, assignment.id) if rulings.held else None for kind in kinds)
    return Mark(
        learner=case.learner,
        assignment=assignment.id,
        weight=assignment.weight,
        points=assignment.points,
        exercises=tuple(kept),
        earned=total(_earned(one) for one in counting),
        possible=assignment.points if len(counting) == len(kept) else total(one.weight for one in counting),
        open_points=total(exercise.weight for exercise in exercises if exercise.open and not exercise.excused),
        unscored=total(_unscored(one) for one in counting if one.unscored),
        due=dues(case.due, extension)[-1] if extension else case.due,
        excused=excused is not None or all(exercise.excused for exercise in exercises),
        dropped=False,
        decisions=tuple(one for one in (excused, extension, late) if one),
    )


def course_mark(learner: str, marks: Sequence[Mark], assignments: Assignments) -> CourseMark:
    """The mean of the assignments that count, by their weights minus the parts that are open, as points."""
    kept = _without_lowest(marks, assignments.drop_lowest)
    counting = [one for one in kept if one.counts]
    return CourseMark(
        learner=learner,
        marks=tuple(kept),
        earned=total(_earned(one) for one in counting),
        possible=total(one.counted_weight for one in counting),
        unscored=total(_unscored(one) for one in counting if one.unscored),
    )


def _earned(one: ExerciseMark | Mark) -> Fraction:
    return scale_points(one.earned, one.possible, one.counted_weight)


def _unscored(one: ExerciseMark | Mark) -> Fraction:
    return scale_points(one.unscored, one.possible, one.counted_weight)


def _without_lowest(marks: Sequence[AnyMark], count: int) -> list[AnyMark]:
    """The marks, some of them marked as dropped: those that are lowest even if everything not judged yet is right."""
    if not count:
        return list(marks)
    counting = [position for position, mark in enumerate(marks) if mark.counts]
    most = [
        (mark.counted_weight, _earned(mark) + _unscored(mark) if mark.unscored else _earned(mark))
        for mark in marks
        if mark.counts
    ]
    lowest = {counting[one] for one in positions_to_drop(most, count)}
    return [replace(mark, dropped=True) if position in lowest else mark for position, mark in enumerate(marks)]


def positions_to_drop(marks: Sequence[tuple[Fraction, Fraction]], count: int) -> frozenset[int]:
    """The positions of `count` marks whose omission helps most; each mark is a weight and points out of it.

    One mark always stays. If weights differ, these aren't always the lowest shares: a heavy mark that is a little
    better may lower the mean more. This way a mark that rises never lowers the result.
    """
    if count <= 0 or not marks:
        return frozenset()
    keep = max(len(marks) - count, 1)
    weights, _ = common_denominator([weight for weight, _ in marks])
    points, _ = common_denominator([earned for _, earned in marks])
    # Dinkelbach's algorithm: keep those most above the mean, and take the mean of those; it needs only a few rounds.
    kept: Sequence[int] = range(len(marks))
    while True:
        above, below = sum(points[one] for one in kept), sum(weights[one] for one in kept)
        gains = [own * below - weight * above for own, weight in zip(points, weights, strict=True)]
        better = sorted(range(len(marks)), key=lambda one: (-gains[one], one))[:keep]
        if len(kept) == keep and sum(gains[one] for one in better) <= 0:
            return frozenset(range(len(marks))) - frozenset(kept)
        kept = better
