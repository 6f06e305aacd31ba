"""Exercises' marks added to an assignment's, and those to the course's. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from grader.marks.dropping import dropped
from grader.marks.exercise import Case
from grader.marks.records import NOTHING, Assignments, CourseMark, ExerciseMark, Mark
from grader.marks.rulings import dues
from grader.model import DecisionKind

One = TypeVar("One", ExerciseMark, Mark)


def assignment_mark(exercises: Sequence[ExerciseMark], case: Case) -> Mark:
    """The mean of the exercises that count, by their weights, as points."""
    assignment, rulings = case.assignment, case.rulings
    kept = _without_lowest(exercises, assignment.policy.drop_lowest, _most)
    counting = [one for one in kept if one.counts]
    kinds = (DecisionKind.EXCUSED, DecisionKind.EXTENSION, DecisionKind.LATE)
    excused, extension, late = (rulings.on_assignment(kind, assignment.id) for kind in kinds)
    return Mark(
        learner=case.learner,
        assignment=assignment.id,
        weight=assignment.weight,
        points=assignment.points,
        exercises=tuple(kept),
        earned=sum((_scaled(one.earned, one) for one in counting), NOTHING),
        possible=sum((one.weight for one in counting), NOTHING),
        unscored=sum((_scaled(one.unscored, one) for one in counting if one.unscored), NOTHING),
        due=dues(assignment.due, extension)[-1],
        excused=excused is not None or all(one.excused for one in exercises),
        dropped=False,
        decisions=tuple(one for one in (excused, extension, late) if one),
    )


def course_mark(learner: str, marks: Sequence[Mark], assignments: Assignments) -> CourseMark:
    """The mean of the assignments that count, by their weights, as points."""
    kept = _without_lowest(marks, assignments.drop_lowest, _most)
    counting = [one for one in kept if one.counts]
    return CourseMark(
        learner=learner,
        marks=tuple(kept),
        earned=sum((_scaled(one.earned, one) for one in counting), NOTHING),
        possible=sum((one.weight for one in counting), NOTHING),
        unscored=sum((_scaled(one.unscored, one) for one in counting if one.unscored), NOTHING),
    )


def _scaled(points: Fraction, one: ExerciseMark | Mark) -> Fraction:
    """Points of a mark in the scale of what it is part of."""
    if one.weight == one.possible:
        return points
    return points * one.weight / one.possible if one.possible else NOTHING


def _most(one: ExerciseMark | Mark) -> Fraction:
    """What may come of it, 0 to 1, once all of it is judged; what is dropped by that is low even then."""
    return Fraction(one.earned + one.unscored) / one.possible if one.possible else NOTHING


def _without_lowest(marks: Sequence[One], count: int, share: Callable[[One], Fraction]) -> list[One]:
    """The marks, some of them said to be dropped."""
    if not count:
        return list(marks)
    counting = [position for position, one in enumerate(marks) if one.counts]
    out = dropped([(marks[one].weight, share(marks[one])) for one in counting], count)
    lowest = {counting[one] for one in out}
    return [replace(one, dropped=True) if position in lowest else one for position, one in enumerate(marks)]
