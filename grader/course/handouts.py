"""What an exercise gives to learners, as far as reading an answer needs it."""

from grader.checks.criterion_names import asked_names
from grader.course.editions import edition_notices
from grader.model import Exercise
from grader.source.records import Handout
from grader.source.source import stub_source


def handout_of(exercise: Exercise) -> Handout:
    """The stub of an exercise, the names that it asks for, and what has changed since older editions of it.

    Raises `SpecError` where the stub or the course's editions cannot be read.
    """
    return Handout(
        stub=stub_source(exercise.stub),
        asked=asked_names(exercise),
        editions=edition_notices(exercise.stub.parents[2], exercise.id),
    )
