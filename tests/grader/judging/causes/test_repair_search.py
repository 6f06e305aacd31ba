"""What is tried of a candidate."""

import pytest

from grader.judging.causes.repair_search import MAX_RIVALS, cells_of_trial, rivals
from grader.source.reader.reading import reading_of
from grader.source.records import Candidate, SmallEdit, Source, SourceCell

STUB = ("import tensorflow as tf", "x = tf.constant(1)", "y = ...", "for one in range(3):\n    print(y)")


def source(*cells: str) -> Source:
    return Source(cells=tuple(SourceCell(text=one) for one in cells))


@pytest.mark.parametrize(
    ("below", "tried"),
    [
        ((STUB[3],), ("",)),
        ((STUB[1], STUB[3]), (STUB[1], "")),
        ((STUB[3], "z = y"), (STUB[3], "z = y")),
    ],
    ids=["looks", "binds", "own"],
)
def test_given_cells_that_look_at_the_answers_do_nothing_in_a_trial(
    below: tuple[str, ...], tried: tuple[str, ...]
) -> None:
    """Those that bind something for others, and whatever stands above the learner's last cell, run."""
    reading = reading_of(source(*STUB[:2], "y = x + 1", *below), source(*STUB))

    assert cells_of_trial(reading) == [*STUB[:2], "y = x + 1", *tried]


def candidate(*changes: tuple[str, int]) -> Candidate:
    edits = tuple(SmallEdit(kind=kind, line=line, old="", new="") for kind, line in changes)
    return Candidate(cell=1, text="", changes=edits, answers=(), binds=frozenset())


def test_what_replaces_a_function_is_believed_if_no_removal_passes() -> None:
    """Removals on the same line come first. A second replacement is never tried, and nothing is tried twice."""
    found = candidate(("function", 3))
    step, element, name = candidate(("extra_step", 3)), candidate(("extra_element", 3)), candidate(("name", 3))
    elsewhere, line, function = (
        candidate(("extra_operand", 4)),
        candidate(("extra_line", 5)),
        candidate(("function", 3)),
    )
    every = [candidate(("extra_call", 3)), found, elsewhere, function, name, line, element, step]

    assert rivals(found, every) == [element, step, elsewhere]
    assert rivals(found, [*every, *[elsewhere] * MAX_RIVALS]) == [element, step, elsewhere]
    assert rivals(candidate(("name", 3)), [candidate(("name", 3)), step]) == []
    target = candidate(("target", 3))
    assert rivals(target, [target, elsewhere, candidate(("name", 4))]) == [elsewhere, candidate(("name", 4))]


def test_of_two_changes_either_alone_is_tried_once_more() -> None:
    """Its first trial may have taken too long; nobody is told of a change that is not needed."""
    one, other = candidate(("name", 3)), candidate(("function", 4))
    both = candidate(("name", 3), ("function", 4))

    assert rivals(both, [one, candidate(("name", 4)), other, both]) == [one, other]
