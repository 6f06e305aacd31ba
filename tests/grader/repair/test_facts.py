"""What a search knows of a reference: small facts, and none of its text."""

from pathlib import Path

import pytest

from grader.checks.criterion_names import asked_names
from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.repair.facts import repair_facts
from grader.source.records import Handout
from grader.source.source import reference_source, stub_source
from tests.grader.repair.exercises import facts_of

ROOT = Path(__file__).parents[3]
LONGEST = 90


@pytest.mark.parametrize("name", load_course(ROOT).exercises)
def test_facts_are_small_and_hold_no_line_of_the_reference(name: str) -> None:
    """They may lie in a packed course, which learners can read."""
    exercise = load_exercise(ROOT, name)
    stub = stub_source(exercise.stub)
    source = reference_source(exercise.reference)
    facts = repair_facts(exercise, source, Handout(stub=stub, asked=asked_names(exercise)))

    said = [one for one, _ in facts.traits] + [*facts.functions, *(one.value for one in facts.keywords)]
    lines = {line.strip() for cell in source.cells for line in cell.text.split("\n") if len(line.split()) > 2}
    assert facts.traits
    assert not [one for one in said if "\n" in one or one in lines]
    assert not [one for one in said if len(one) > LONGEST and not one.startswith(("op:", "call:", "to:"))]


def test_an_answer_in_one_line_has_the_facts_of_the_same_in_two() -> None:
    """A name of the learner's own counts as what it was bound to."""
    one, two = (facts_of(text) for text in ("y = activation(tf.matmul(x, w) + b)", "h = x @ w + b\ny = activation(h)"))

    assert one.traits == two.traits
