"""A measured number among the reference's."""

import pytest

from grader.model import Measurement
from reports.curves import BASE, STEP, STRIP_LEFT, STRIP_RIGHT, STRIP_TOP, strip

REFERENCE = tuple(sorted([*range(870, 911, 2), 890, 890]))


def measured(value: int, *, bar: int = 855) -> Measurement:
    return Measurement(value=value, of=1_000, bar=bar, reference=REFERENCE)


def test_all_numbers_are_inside() -> None:
    """From the lowest number to the highest the strip uses all of its width."""
    drawn = strip(measured(895))

    assert (drawn.bar.at, drawn.ticks[-1].at) == (STRIP_LEFT, STRIP_RIGHT)
    assert drawn.bar.at < drawn.ticks[0].at < drawn.own.at < STRIP_RIGHT
    assert [tick.label for tick in drawn.ticks] == ["870", "910"]
    assert (drawn.own.label, drawn.bar.label) == ("yours: 895", "bar 855")


@pytest.mark.parametrize(("value", "anchor"), [(100, "start"), (890, "end"), (1_000, "end")])
def test_a_number_far_out(value: int, anchor: str) -> None:
    """However far out the learner's number lies, it is on the strip, and its label does not run over the edge."""
    drawn = strip(measured(value, bar=855 if value != 890 else 100))

    assert STRIP_LEFT <= drawn.own.at <= STRIP_RIGHT
    assert drawn.own.anchor == anchor


def test_ticks_are_not_written_over_each_other() -> None:
    """Where the reference's numbers are next to each other on the strip, one of them is written."""
    assert [tick.label for tick in strip(measured(100)).ticks] == ["910"]


def test_columns_are_counts() -> None:
    """The most frequent number has the highest column, and none is higher than the strip."""
    drawn = strip(measured(895))

    highest = max(drawn.columns, key=lambda column: column.height)
    middle = STRIP_LEFT + (890 - 855) / (910 - 855) * (STRIP_RIGHT - STRIP_LEFT)
    assert highest.x <= middle < highest.x + STEP
    assert (highest.y, highest.y + highest.height) == (STRIP_TOP, BASE)
    assert all(column.y >= STRIP_TOP for column in drawn.columns)


def test_one_number_only() -> None:
    """Trainings that all come to the learner's very number are drawn too."""
    drawn = strip(Measurement(value=5, of=5, bar=5, reference=(5, 5)))

    assert (drawn.own.at, len(drawn.columns)) == (STRIP_LEFT, 1)


def test_the_strip_has_a_text_for_people_who_cannot_see_it() -> None:
    """The text says the same to people who do not see the strip."""
    assert strip(measured(850)).sentence == (
        "Yours: 850 of 1,000. The reference in 23 trainings: 870 to 910. The bar is 855: it hardly ever comes to fewer."
    )
