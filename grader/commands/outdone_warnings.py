"""The warning on marks whose override hides something better, as `marks`, `grade` and `report` print it."""

from collections.abc import Callable, Sequence
from typing import Final

from grader.commands import console
from grader.marks.explanation import explain_outdone
from grader.marks.records import ExerciseMark
from grader.util.text import pluralize

SHOWN: Final = 20
"""Marks that are named."""


def warn_of_outdone(marks: Sequence[ExerciseMark], shown_name: Callable[[str], str] = str) -> None:
    """Name the learners whose mark is lower than it might be, as nobody has weighed what came after the decision."""
    for mark in marks[:SHOWN]:
        for one in mark.outdone:
            console.warn(f"{shown_name(mark.learner)}, {mark.exercise}: {explain_outdone(one)}")
    if len(marks) > SHOWN:
        console.warn(f"{pluralize(len(marks) - SHOWN, 'more mark')}: an override hides something better")
