"""Exercises' marks added to an assignment's, and those to the course's. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from grader.marks.dropping import positions_to_drop
from grader.marks.exact import scale_points, total
from grader.marks.exercise import MarkingContext
from grader.marks.records import Assignments, CourseMark, ExerciseMark, Mark
from grader.marks.standing_decisions import dues
from grader.model import DecisionKind

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
        unscored=total(_unscored(one) for one in counting if one.unscored),
        due=dues(case.due, extension)[-1] if extension else case.due,
        excused=excused is not None or all(one.excused for one in exercises),
        dropped=False,
        decisions=tuple(one for one in (excused, extension, late) if one),
    )


def course_mark(learner: str, marks: Sequence[Mark], assignments: Assignments) -> CourseMark:
    """The mean of the assignments that count, by their weights, as points."""
    kept = _without_lowest(marks, assignments.drop_lowest)
    counting = [one for one in kept if one.counts]
    return CourseMark(
        learner=learner,
        marks=tuple(kept),
        earned=total(_earned(one) for one in counting),
        possible=total(one.weight for one in counting),
        unscored=total(_unscored(one) for one in counting if one.unscored),
    )


def _earned(one: ExerciseMark | Mark) -> Fraction:
    return scale_points(one.earned, one.possible, one.weight)


def _unscored(one: ExerciseMark | Mark) -> Fraction:
    return scale_points(one.unscored, one.possible, one.weight)


def _without_lowest(marks: Sequence[AnyMark], count: int) -> list[AnyMark]:
    """The marks, some of them said to be dropped: those that are low even if all that isn't judged yet is right."""
    if not count:
        return list(marks)
    counting = [position for position, one in enumerate(marks) if one.counts]
    most = [
        (one.weight, _earned(one) + _unscored(one) if one.unscored else _earned(one)) for one in marks if one.counts
    ]
    lowest = {counting[one] for one in positions_to_drop(most, count)}
    return [replace(one, dropped=True) if position in lowest else one for position, one in enumerate(marks)]
