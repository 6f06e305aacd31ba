"""The table of learners by exercises, and the mistakes that many of them share; no markup, no I/O.

The table shows what counts of each exercise, as `grader.gradebook.marks` says. The first rows are drawn. All of them
are data too, in few letters, as a browser can't hold them all: of 2,000 learners with 30 exercises, all at once take
one 2.9 GB.

A common mistake is the submissions that first go wrong in the same way, and what one of their learners reads of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from grader.gradebook import DecisionKind
from grader.gradebook.marks import CourseMark, ExerciseMark, percent
from grader.gradebook.marks.decisions import BY_POLICY
from grader.gradebook.marks.explanation import format_points
from grader.gradebook.marks.records import NOTHING
from grader.insight import Insight
from grader.insight.records import Cluster
from grader.model import Score
from grader.storage.layout import folder_name
from grader.util.text import make_visible
from reports.mark import mark_state
from reports.states import STOPPED, State
from reports.statistics import Cause, LastSubmissions, SubmissionSummary

# The table.

DRAWN: Final = 100
"""Rows that stand on the page, and that its script adds at a time."""
NO_LEVEL: Final = -1
_ALL: Final = 4
"""The level of all points."""
LATE, DECIDED, DROPPED, BROKEN_OFF, UNREAD, UNJUDGED = "L", "D", "X", "S", "!", "?"
FLAGS: Final[Mapping[str, str]] = {
    LATE: "late",
    DECIDED: "decided by an instructor",
    DROPPED: "left out, as that helps most",
    BROKEN_OFF: "its run was broken off",
    UNREAD: "its last file could not be read, and something else counts",
    UNJUDGED: "its last attempt is not judged in full, and something else counts",
}
"""The letter that stands in a cell, and what it says."""
SYMBOLS: Final[Mapping[State, str]] = {
    State.EXCUSED: "E",
    State.OPEN: "\N{MIDDLE DOT}",
    State.MISSING: "\N{EN DASH}",
    State.OURS: "?",
    State.UNREADABLE: "!",
    State.NOT_ATTEMPTED: "\N{WHITE CIRCLE}",
}
"""What stands in a cell in place of points."""


_TROUBLES: Final[Mapping[State, str]] = {State.UNREADABLE: UNREAD, State.OURS: UNJUDGED}
"""States of a last attempt that a human must look at even where something else counts, with the letter for that."""
_TELLING = STOPPED | {State.NOT_ATTEMPTED, State.UNREADABLE}
"""States of a submission that say more than that it has no points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColumn:
    """One exercise."""

    exercise: str
    lesson: str
    """What people call its lesson."""
    number: str
    """The lesson's number, or what its id begins with."""
    title: str
    href: str
    """The exercise's page."""
    page: str
    """The name of its page in a learner's folder."""
    assignment: str
    """The assignment's title; empty if it is in none, so that it counts for nothing."""
    possible: str
    handed_in: int
    mean: str
    """Mean share of the points of those who handed it in, percent; empty if nobody did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """What one learner has for one exercise."""

    state: State
    level: int
    """0 for no points to 4 for all; `NO_LEVEL` where none are counted."""
    points: str
    """What counts, as people write it."""
    possible: str
    flags: str
    linked: bool
    """Whether there is a page: something was handed in."""
    share: float
    """0 to 1, or -1 where nothing is counted: what the column sorts by."""

    @property
    def text(self) -> str:
        """What stands in the cell."""
        return SYMBOLS.get(self.state, self.points)

    @property
    def says(self) -> str:
        """The cell in words."""
        counted = () if self.level == NO_LEVEL else (f"{self.points} of {self.possible}",)
        return ", ".join((*counted, self.state, *(FLAGS[flag] for flag in self.flags)))


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One learner."""

    learner: str
    name: str
    """As the page calls the learner."""
    percent: str
    """Of what counts so far; empty if nothing does, or some is not judged."""
    total: str
    """"13.3/19", or empty."""
    unscored: str
    """Points that our own faults kept from being judged, or empty."""
    share: float
    """0 to 1, or -1: what the total sorts by."""
    cells: tuple[GridCell, ...]

    @property
    def linked(self) -> bool:
        """Whether there is anything of the learner's to open."""
        return any(cell.linked for cell in self.cells)

    @property
    def folder(self) -> str:
        """Where the learner's pages lie, from the cohort's page."""
        return f"learners/{folder_name(self.learner)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The table."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]

    @property
    def drawn(self) -> tuple[GridRow, ...]:
        """The rows that stand on the page."""
        return self.rows[:DRAWN]

    @property
    def lessons(self) -> list[tuple[str, str, int]]:
        """Number and name of each lesson, with how many columns it has."""
        found: dict[str, list[GridColumn]] = {}
        for column in self.columns:
            found.setdefault(column.lesson, []).append(column)
        return [(columns[0].number, lesson, len(columns)) for lesson, columns in found.items()]

    @property
    def assignments(self) -> list[str]:
        """The titles of the assignments, in order."""
        return list(dict.fromkeys(column.assignment for column in self.columns if column.assignment))

    @property
    def states(self) -> list[State]:
        """The symbols that occur."""
        found = {cell.state for row in self.rows for cell in row.cells}
        return [state for state in State if state in found]

    def key(self) -> dict[str, Any]:
        """What the script needs to read the rows."""
        return {
            "states": [[state, SYMBOLS.get(state, "")] for state in State],
            "flags": FLAGS,
            "columns": [[one.page, one.title, one.lesson, one.assignment, one.possible] for one in self.columns],
        }

    def data(self) -> Iterator[list[Any]]:
        """Each row: name, pseudonym, folder, percent, total, unscored, and its cells as `_spelled` writes them."""
        for row in self.rows:
            named = [make_visible(row.name), make_visible(row.learner), row.folder]
            cells = [_spelled(cell, column) for cell, column in zip(row.cells, self.columns, strict=True)]
            yield [*named, row.percent, row.total, row.unscored, cells]


@lru_cache(maxsize=100_000)
def _encoded(cell: GridCell, possible: str) -> str:
    return f"{list(State).index(cell.state)},{cell.level},{cell.flags},{cell.points},{possible},{int(cell.linked)}"


def _spelled(cell: GridCell, column: GridColumn) -> str:
    """State, level, flags, points, what was possible where that isn't the column's, and whether it is a link."""
    return _encoded(cell, "" if cell.possible == column.possible else cell.possible)


def grid_row(mark: CourseMark, name: str, exercises: Sequence[str], last: Mapping[str, SubmissionSummary]) -> GridRow:
    """The row of a learner, `last` of whose submissions are given by exercise."""
    marks = {one.exercise: one for one in mark.exercises()}
    return GridRow(
        learner=mark.learner,
        name=name,
        percent="" if mark.share is None else str(mark.percent),
        total=f"{format_points(mark.earned, mark.possible)}/{format_points(mark.possible, mark.possible)}"
        if mark.possible
        else "",
        unscored=format_points(mark.unscored, mark.possible) if mark.unscored else "",
        share=-1 if mark.share is None else round(float(mark.share), 6),
        cells=tuple(_cell(marks.get(exercise), last.get(exercise)) for exercise in exercises),
    )


def _cell(mark: ExerciseMark | None, last: SubmissionSummary | None) -> GridCell:
    if mark is None:
        return _uncounted(last)
    state = cell_state(mark, last)
    counted = mark.share is not None
    return _once(
        state,
        level_of(mark.earned, mark.possible) if counted else NO_LEVEL,
        format_points(mark.earned, Fraction(mark.possible)) if counted else "",
        str(mark.possible),
        "".join(_flags(mark, last, state)),
        last is not None,
    )


def _uncounted(last: SubmissionSummary | None) -> GridCell:
    """The cell of an exercise that is in no assignment: what was judged, which counts for nothing."""
    if last is None:
        return _once(State.OPEN, NO_LEVEL, "", "", "", False)  # noqa: FBT003 - the values of a record
    score: Score = last.score
    level = NO_LEVEL if score.unscored else level_of(Fraction(score.earned), score.possible)
    return _once(last.state, level, str(score.earned), str(score.possible), "", True)  # noqa: FBT003 - likewise


@lru_cache(maxsize=100_000)
def _once(  # noqa: PLR0913, PLR0917 - the values of a record, by position for the cache
    state: State,
    level: int,
    points: str,
    possible: str,
    flags: str,
    linked: bool,  # noqa: FBT001 - likewise
) -> GridCell:
    """The first of all equal cells: a cohort has hundreds of thousands."""
    share = round(float(points) / float(possible), 6) if level != NO_LEVEL and float(possible or 0) else -1
    return GridCell(state=state, level=level, points=points, possible=possible, flags=flags, linked=linked, share=share)


def cell_state(mark: ExerciseMark, last: SubmissionSummary | None) -> State:
    """How what counts stands, in one word; if it is worth nothing, how the attempt ended that counts."""
    state = mark_state(mark)
    blank = last is not None and last.attempt == mark.attempt and not mark.judged and not is_overridden(mark)
    return last.state if state is State.WRONG and last and blank and last.state in _TELLING else state


def is_overridden(mark: ExerciseMark) -> bool:
    """Whether an instructor decided on the points of all of it."""
    return any(one.kind is DecisionKind.OVERRIDE and one.criterion is None for one in mark.decisions)


def explain_instead(mark: ExerciseMark, last: SubmissionSummary) -> str:
    """What counts in place of a last attempt that a human must look at, a phrase; empty if that is what counts."""
    if last.state not in _TROUBLES or cell_state(mark, last) is last.state:
        return ""
    if mark.excused:
        return "excused"
    if any(one.kind is DecisionKind.OVERRIDE for one in mark.decisions):
        return "an instructor's points count"
    return f"attempt {mark.attempt} counts" if mark.attempt else "other attempts count too"


def _flags(mark: ExerciseMark, last: SubmissionSummary | None, state: State) -> Iterator[str]:
    if mark.late:
        yield LATE
    if any(one.who != BY_POLICY for one in mark.decisions):
        yield DECIDED
    if mark.dropped:
        yield DROPPED
    if last and last.attempt == mark.attempt and last.state in STOPPED:
        yield BROKEN_OFF
    if last and last.state in _TROUBLES and last.state is not state:
        yield _TROUBLES[last.state]


def level_of(earned: Fraction, possible: int | Fraction) -> int:
    """0 for no points, 4 for all, 1 to 3 for thirds between."""
    if not possible or earned >= possible:
        return _ALL
    return 1 + min(2, int(3 * earned / possible)) if earned > NOTHING else 0


def format_percent(share: Fraction | None) -> str:
    """A share as percent with two decimals; empty if there is none."""
    return "" if share is None else str(percent(share))


# Common mistakes.


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonMistake:
    """The largest group of one exercise."""

    number: str
    """Of the exercise's lesson."""
    title: str
    href: str
    size: int
    """How many learners; 0 if no two go wrong alike."""
    sentence: str


def common_mistakes(
    columns: Iterable[GridColumn], insight: Insight | None, last: LastSubmissions
) -> Iterator[CommonMistake]:
    """For each exercise its largest group."""
    told = {one.exercise: one.clusters for one in insight.exercises} if insight else {}
    for column in columns:
        cluster = next(iter(told.get(column.exercise, ())), None)
        mine = {one.learner: one for one in last.by_exercise.get(column.exercise, ())} if cluster else {}
        cause = cause_of(cluster, example_of(cluster, mine)) if cluster else None
        yield CommonMistake(
            number=column.number,
            title=column.title,
            href=f"{column.href}#clusters",
            size=cluster.size if cluster else 0,
            sentence=cause.message if cause else cluster.example if cluster else "",
        )


def example_of(cluster: Cluster, last: Mapping[str, SubmissionSummary]) -> SubmissionSummary | None:
    """The last submission of the first of its learners, by learner."""
    return next((last[learner] for learner in cluster.learners if learner in last), None)


def cause_of(cluster: Cluster, example: SubmissionSummary | None) -> Cause | None:
    """What the example's learner is told of the cause; None if nobody is told any."""
    return next((one for one in example.causes if one.rule == cluster.rule), None) if example else None
