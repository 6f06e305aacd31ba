"""What is tried of a candidate."""

import pytest

from grader.judging.causes.repair_search import cells_of_trial
from grader.source.reader.reading import reading_of
from grader.source.records import Source, SourceCell

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
