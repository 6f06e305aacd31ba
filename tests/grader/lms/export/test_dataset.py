"""Numbers of an export are those of the marks."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from grader.gradebook.marks import ExerciseMark, Mark
from grader.gradebook.marks.explanation import explain_course
from grader.gradebook.marks.records import Due
from grader.gradebook.streams import AttemptScore
from grader.lms.export.dataset import TOTAL, CellState, Column, _cell, percent_of, points_of
from reports.marks import _notes
from tests.grader.gradebook.marks.ada import DUE, NOW, course, scored, worked


def mark(earned: Fraction, possible: int = 7, *, unscored: int = 0, excused: bool = False) -> ExerciseMark:
    return ExerciseMark(
        learner="p",
        exercise="01/sum",
        weight=Fraction(1),
        judged=earned,
        loses=Fraction(0),
        earned=earned,
        possible=possible,
        unscored=Fraction(unscored),
        attempt=None,
        attempts=(),
        due=None,
        open=False,
        excused=excused,
        dropped=False,
        decisions=(),
    )


@pytest.mark.parametrize("earned", [Fraction(number, 300) for number in range(0, 2101, 7)])
def test_points_and_percent_are_the_marks(earned: Fraction) -> None:
    """However they are come by, to the last digit: 100 only for all, 0 only for nothing."""
    one = mark(earned)

    assert points_of(one) == one.final
    assert percent_of(one) == one.percent


@pytest.mark.parametrize("one", [mark(Fraction(1), unscored=1), mark(Fraction(1), excused=True), mark(Fraction(0), 0)])
def test_what_has_no_number_has_none(one: ExerciseMark) -> None:
    """Unscored and excused are not zero."""
    assert points_of(one) is percent_of(one) is one.final is None


def test_an_assignment_that_is_half_handed_in_before_it_is_due_stays_open() -> None:
    """It has no final points yet, so that no format is asked to write some."""
    parts = (mark(Fraction(7)), replace(mark(Fraction(0)), open=True, possible=0))
    half = Mark(
        learner="p",
        assignment="week",
        weight=Fraction(14),
        points=Fraction(14),
        exercises=parts,
        earned=Fraction(7),
        possible=Fraction(7),
        open_points=Fraction(7),
        unscored=Fraction(0),
        due=Due(at=datetime(2025, 10, 20, tzinfo=UTC)),
        excused=False,
        dropped=False,
        decisions=(),
    )

    assert (half.final, _cell(half).state, _cell(half).points) == (None, CellState.OPEN, None)


BEGUN = scored("a", 1, 4)
WEEK = "not final, 4 of 4 so far: 1 exercise may still be handed in until 2030-10-20 22:00 UTC"
NEVER = "not final, 4 of 4 so far: 1 exercise may still be handed in and is never due"


@pytest.mark.parametrize("column", ["week", TOTAL])
@pytest.mark.parametrize(
    ("due", "given", "now", "withheld"),
    [
        (DUE, (BEGUN,), DUE, WEEK),
        (None, (BEGUN,), DUE, NEVER),
        (DUE, (), DUE, "nothing was handed in yet"),
        (DUE, (BEGUN,), NOW, ""),
        (None, (BEGUN, scored("b", 1, 1)), DUE, ""),
    ],
    ids=["begun", "never due", "not begun", "past due", "all handed in"],
)
def test_a_mark_so_far_is_told_and_not_sent(
    column: str, due: datetime | None, given: tuple[AttemptScore, ...], now: datetime, withheld: str
) -> None:
    """One rule for every format, for an assignment as for the course: what may still change is no points elsewhere."""
    marked = worked(course("a", "b", due=due), *given, now=now)

    cell = Column(id=column, title="t", points=Fraction(8), exercises=("a", "b")).cell(marked)

    assert (cell.withheld, cell.state is CellState.SCORED, cell.points is None) == (
        withheld,
        not withheld,
        bool(withheld),
    )
    begun = bool(withheld and given)
    assert (" so far" in explain_course(marked), _notes(marked.marks[0]).startswith("so far")) == (begun, begun)
