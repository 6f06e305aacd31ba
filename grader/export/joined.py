"""Learners' marks beside their last results, one learner after another."""

from collections.abc import Iterable, Iterator

from grader.export.feedback import by_learner
from grader.export.material import Column, Material
from grader.marks import CourseMark
from grader.model import Result


def joined(material: Material, columns: Iterable[Column]) -> Iterator[tuple[CourseMark, dict[str, Result]]]:
    """Each learner's marks, with exercise to the last result for what the columns are made of."""
    wanted = {exercise for column in columns for exercise in column.exercises}
    results = by_learner(material.gradebook, wanted)
    waiting = next(results, None)
    for mark in material.marks():
        if waiting and waiting[0] == mark.learner:
            yield mark, waiting[1]
            waiting = next(results, None)
        else:
            yield mark, {}
