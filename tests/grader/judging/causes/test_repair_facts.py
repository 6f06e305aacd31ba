"""What a search knows of a reference: small facts, and none of its text."""

from pathlib import Path

import pytest

from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.judging.causes.repair_facts import repair_facts
from grader.judging.checks.requests import asked_names
from grader.source.records import Handout, RepairFacts
from grader.source.source import reference_source, stub_source
from tests.grader.judging.causes.exercises import facts_of

ROOT = Path(__file__).parents[4]
LONGEST = 90


def _facts(name: str) -> RepairFacts:
    exercise = load_exercise(ROOT, name)
    handout = Handout(stub=stub_source(exercise.stub), asked=asked_names(exercise))
    return repair_facts(exercise, reference_source(exercise.reference), handout)


@pytest.mark.parametrize("name", load_course(ROOT).exercises)
def test_facts_are_small_and_hold_no_line_of_the_reference(name: str) -> None:
    """They may lie in a packed course, which learners can read."""
    source = reference_source(load_exercise(ROOT, name).reference)
    facts = _facts(name)

    said = [one for one, _ in facts.traits] + [*facts.functions, *(one.value for one in facts.keywords)]
    lines = {line.strip() for cell in source.cells for line in cell.text.split("\n") if len(line.split()) > 2}
    assert facts.traits
    assert not [one for one in said if "\n" in one or one in lines]
    assert not [one for one in said if len(one) > LONGEST and not one.startswith(("op:", "call:", "to:"))]


def test_an_answer_in_one_line_has_the_facts_of_the_same_in_two() -> None:
    """A name of the learner's own counts as what it was bound to."""
    one, two = (facts_of(text) for text in ("y = activation(tf.matmul(x, w) + b)", "h = x @ w + b\ny = activation(h)"))

    assert one.traits == two.traits


def test_only_what_is_drawn_below_the_answers_is_looked_at_by_a_criterion() -> None:
    """Elsewhere a trial leaves out the given cells that look at answers."""
    seeing = [name for name in load_course(ROOT).exercises if _facts(name).sees_checks]

    assert seeing == ["08_mnist/show_image", "18_training/plot_prediction"]


def test_files_that_load_or_train_something_are_known() -> None:
    """There fewer repairs are tried."""
    loading = {name.partition("_")[0] for name in load_course(ROOT).exercises if _facts(name).loads}

    assert loading == {"08", "09", "13", "17", "18", "20", "21", "22", "25", "26", "27", "32", "33"}


def test_a_name_that_is_made_below_the_answers_and_asked_for_is_looked_at() -> None:
    """Nothing passes without it."""
    exercise = load_exercise(ROOT, "05_single_layer/sigmoid")
    stub = stub_source(exercise.stub)
    asked = asked_names(exercise) | {"curve"}

    assert repair_facts(exercise, reference_source(exercise.reference), Handout(stub=stub, asked=asked)).sees_checks


def test_what_takes_a_word_is_not_put_around_a_value() -> None:
    """`list_physical_devices(processors)` runs, and means nothing."""
    facts = facts_of('names = tf.config.list_physical_devices("GPU")\ny = tf.exp(x)')

    assert facts.wrappers == ("tf.exp",)
    assert "tf.config.list_physical_devices" in facts.functions
