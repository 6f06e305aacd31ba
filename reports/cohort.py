"""The page of a cohort: things to do, mistakes that many learners share, and the table of marks.

`CohortRows` collects rows and things to look at, learner by learner; `cohort_page` makes the record of the page. The
table shows the points that count for each exercise, according to `grader.gradebook.marks`. Only the first rows are
drawn. All of them are on the page as compact data, because a browser can't display all: 2,000 learners with 30
exercises would take 2.9 GB.

A common mistake consists of the submissions whose first failure is the same, and what one of their learners reads.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, Final

from grader.gradebook import DecisionKind
from grader.gradebook.marks import CourseMark, ExerciseMark, counted_shares
from grader.gradebook.marks.decisions import BY_POLICY
from grader.gradebook.marks.explanation import format_points
from grader.gradebook.marks.records import NOTHING
from grader.insight import Insight
from grader.model import Exercise, Score
from grader.storage.folder import Problem
from grader.storage.layout import exercise_page_name, folder_name, lesson_of, page_name
from grader.util.text import make_visible
from reports.instructor import CohortView, LastSubmissions, SubmissionSummary, example_of, first_equal
from reports.mark import mark_state
from reports.states import STOPPED, State
from reports.todo import Noticed, Situation, TodoGroup, todo

# The table.

DRAWN: Final = 100
"""How many rows are on the page at first, and how many its script adds at a time."""
NO_LEVEL: Final = -1
_ALL: Final = 4
"""The level of a cell with all points."""
LATE, DECIDED, DROPPED, BROKEN_OFF, UNREAD, UNJUDGED = "L", "D", "X", "S", "!", "?"
FLAGS: Final[Mapping[str, str]] = {
    LATE: "late",
    DECIDED: "decided by an instructor",
    DROPPED: "left out, because that helps most",
    BROKEN_OFF: "its run was stopped",
    UNREAD: "its last file could not be read; something else counts",
    UNJUDGED: "its last attempt is not fully judged; something else counts",
}
"""The letters in cells, and what they mean."""
SYMBOLS: Final[Mapping[State, str]] = {
    State.EXCUSED: "E",
    State.OPEN: "\N{MIDDLE DOT}",
    State.MISSING: "\N{EN DASH}",
    State.OURS: "?",
    State.UNREADABLE: "!",
    State.NOT_ATTEMPTED: "\N{WHITE CIRCLE}",
}
"""The symbols that cells show instead of points."""


_TROUBLES: Final[Mapping[State, str]] = {State.UNREADABLE: UNREAD, State.OURS: UNJUDGED}
"""The states of a last attempt that an instructor must look at even if a different attempt counts, with their
letters.
"""
_TELLING = STOPPED | {State.NOT_ATTEMPTED, State.UNREADABLE}
"""The states of a submission that explain why there are no points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColumn:
    """One exercise."""

    exercise: str
    lesson: str
    """The lesson's name."""
    number: str
    """The lesson's number, or the beginning of its id."""
    title: str
    href: str
    """The exercise's page."""
    page: str
    """The name of its page in a learner's folder."""
    assignment: str
    """The assignment's title; empty if it is in no assignment and does not count."""
    possible: str
    handed_in: int
    mean: str
    """The mean share of the points of those who handed it in, in percent; empty if nobody did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One learner's result in one exercise."""

    state: State
    level: int = NO_LEVEL
    """From 0 for no points to 4 for all; `NO_LEVEL` if no points count."""
    points: str = ""
    """The points that count, as people write them."""
    possible: str = ""
    flags: str = ""
    linked: bool = False
    """Whether there is a page, because something was handed in."""

    @property
    def share(self) -> float | None:
        """The share, 0 to 1; None if no points count."""
        counted = self.level != NO_LEVEL and float(self.possible or 0)
        return float(self.points) / float(self.possible) if counted else None

    @property
    def text(self) -> str:
        """The text of the cell."""
        return SYMBOLS.get(self.state, self.points)

    @property
    def says(self) -> str:
        """The content of the cell in words."""
        counted = () if self.level == NO_LEVEL else (f"{self.points} of {self.possible}",)
        return ", ".join((*counted, self.state, *(FLAGS[flag] for flag in self.flags)))


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One learner."""

    learner: str
    name: str
    """The name that the page shows."""
    percent: str
    """The percentage of everything that counts so far; empty if nothing counts, or if something is not judged."""
    total: str
    """"13.3/19", or empty."""
    unscored: str
    """Points that were not judged because of an error in the grader, or empty."""
    cells: tuple[GridCell, ...]

    @property
    def linked(self) -> bool:
        """Whether the learner has a page to open."""
        return any(cell.linked for cell in self.cells)

    @property
    def folder(self) -> str:
        """The folder with the learner's pages, relative to the cohort's page."""
        return f"learners/{folder_name(self.learner)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The table."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]

    @property
    def drawn(self) -> tuple[GridRow, ...]:
        """The rows that are drawn on the page."""
        return self.rows[:DRAWN]

    @property
    def lessons(self) -> list[tuple[str, str, int]]:
        """The number and name of each lesson, and how many columns it has."""
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
            pairs = zip(row.cells, self.columns, strict=True)
            cells = [_spelled(cell, "" if cell.possible == one.possible else cell.possible) for cell, one in pairs]
            yield [*named, row.percent, row.total, row.unscored, cells]


@lru_cache(maxsize=100_000)
def _spelled(cell: GridCell, possible: str) -> str:
    """State, level, flags, points, the possible points if they differ from the column's, and whether it is a link."""
    return f"{list(State).index(cell.state)},{cell.level},{cell.flags},{cell.points},{possible},{int(cell.linked)}"


def grid_row(mark: CourseMark, name: str, exercises: Sequence[str], last: Mapping[str, SubmissionSummary]) -> GridRow:
    """The row of a learner; `last` contains the learner's last submissions by exercise."""
    marks = {exercise.exercise: exercise for exercise in mark.exercises()}
    return GridRow(
        learner=mark.learner,
        name=name,
        percent="" if mark.share is None else str(mark.percent),
        total=f"{format_points(mark.earned, mark.possible)}/{format_points(mark.possible, mark.possible)}"
        if mark.possible
        else "",
        unscored=format_points(mark.unscored, mark.possible) if mark.unscored else "",
        cells=tuple(first_equal(_cell(marks.get(name), last.get(name))) for name in exercises),
    )


def _cell(mark: ExerciseMark | None, last: SubmissionSummary | None) -> GridCell:
    if mark is None:
        return _uncounted(last)
    state = cell_state(mark, last)
    counted = mark.share is not None
    return GridCell(
        state=state,
        level=level_of(mark.earned, mark.possible) if counted else NO_LEVEL,
        points=format_points(mark.earned, Fraction(mark.possible)) if counted else "",
        possible=str(mark.possible),
        flags=_flags(mark, last, state),
        linked=last is not None,
    )


def _uncounted(last: SubmissionSummary | None) -> GridCell:
    """The cell of an exercise that is in no assignment: its judged points, although they do not count."""
    if last is None:
        return GridCell(state=State.OPEN)
    score: Score = last.score
    level = NO_LEVEL if score.unscored else level_of(Fraction(score.earned), score.possible)
    return GridCell(state=last.state, level=level, points=str(score.earned), possible=str(score.possible), linked=True)


def cell_state(mark: ExerciseMark, last: SubmissionSummary | None) -> State:
    """The state of what counts, in one word; if it earned no points, how the attempt that counts ended."""
    state = mark_state(mark)
    is_overridden = any(one.kind is DecisionKind.OVERRIDE and one.criterion is None for one in mark.decisions)
    blank = last is not None and last.attempt == mark.attempt and not mark.judged and not is_overridden
    return last.state if state is State.WRONG and last and blank and last.state in _TELLING else state


def explain_instead(mark: ExerciseMark, last: SubmissionSummary) -> str:
    """A phrase on what counts instead of a last attempt that an instructor must look at; empty if that attempt
    counts.
    """
    if last.state not in _TROUBLES or cell_state(mark, last) is last.state:
        return ""
    if mark.excused:
        return "excused"
    if any(decision.kind is DecisionKind.OVERRIDE for decision in mark.decisions):
        return "an instructor's points count"
    return f"attempt {mark.attempt} counts" if mark.attempt else "other attempts count too"


def _flags(mark: ExerciseMark, last: SubmissionSummary | None, state: State) -> str:
    broken_off = last is not None and last.attempt == mark.attempt and last.state in STOPPED
    decided = any(decision.who != BY_POLICY for decision in mark.decisions)
    holds = {LATE: mark.late, DECIDED: decided, DROPPED: mark.dropped, BROKEN_OFF: broken_off}
    trouble = _TROUBLES.get(last.state, "") if last and last.state is not state else ""
    return "".join(flag for flag, does in holds.items() if does) + trouble


def level_of(earned: Fraction, possible: int | Fraction) -> int:
    """0 for no points, 4 for all, 1 to 3 for thirds between."""
    if not possible or earned >= possible:
        return _ALL
    return 1 + min(2, int(3 * earned / possible)) if earned > NOTHING else 0


# Common mistakes.


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonMistake:
    """The largest group of submissions to one exercise that fail in the same way."""

    column: GridColumn
    """The exercise's column."""
    size: int
    """The number of learners; 0 if no two fail in the same way."""
    sentence: str


def common_mistakes(
    columns: Iterable[GridColumn], insight: Insight | None, last: LastSubmissions
) -> Iterator[CommonMistake]:
    """For each exercise its largest group."""
    largest = {one.exercise: one.clusters[0] for one in insight.exercises if one.clusters} if insight else {}
    for column in columns:
        size, sentence = 0, ""
        if cluster := largest.get(column.exercise):
            mine = {one.learner: one for one in last.by_exercise.get(column.exercise, ())}
            _, cause = example_of(cluster, mine)
            size, sentence = cluster.size, cause.message if cause else cluster.example
        yield CommonMistake(column=column, size=size, sentence=sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortPage:
    """The content of the page."""

    template: ClassVar[str] = "cohort"
    view: CohortView
    submissions: int
    todo: tuple[TodoGroup, ...]
    mistakes: tuple[CommonMistake, ...]
    """For each exercise, the largest group of submissions that fail in the same way."""
    grid: Grid
    graded: datetime | None
    """When the latest result was made; None if there are no results."""
    grader_version: str

    @property
    def symbols(self) -> Mapping[State, str]:
        """The symbols that cells show instead of points, and what they mean."""
        return {state: symbol for state, symbol in SYMBOLS.items() if state in self.grid.states}

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        """The choices to filter rows by: symbols in cells, instead of points or next to them, and what they mean."""
        found = {SYMBOLS.get(state, str(state)): str(state) for state in self.grid.states}
        return (*found.items(), *((flag, says) for flag, says in self.flags.items() if flag not in found))

    @property
    def flags(self) -> Mapping[str, str]:
        """The letters that occur in cells, and what they mean."""
        found = {flag for row in self.grid.rows for cell in row.cells for flag in cell.flags}
        return {flag: says for flag, says in FLAGS.items() if flag in found}


class CohortRows:
    """The rows of the table, collected while marks arrive, and the things to look at."""

    def __init__(self, view: CohortView, last: LastSubmissions) -> None:
        self._view = view
        self._last = last
        self._rows: list[GridRow] = []
        self._sums: dict[str, float] = defaultdict(float)
        self._shared: Counter[str] = Counter()
        self.noticed = Noticed()
        self.shares: dict[str, list[float]] = {name: [] for name in view.assignments.exercises()}
        """Maps an exercise of an assignment to the shares of the points that count, for the learners who handed it
        in.
        """

    def add(self, mark: CourseMark) -> None:
        """Add one learner's marks."""
        last = self._last.of(mark.learner)
        row = grid_row(mark, self._view.name_of(mark.learner), list(self._view.exercises), last)
        self._rows.append(row)
        for exercise, share in counted_shares(mark):
            self.shares[exercise].append(share)
        for one in mark.exercises():
            if one.outdone:
                self.noticed.outdone.append(one)
            if one.excused or (one.open and one.due):
                self.noticed.not_due.add((mark.learner, one.exercise))
            if one.exercise in last:
                self._look_at(one, last[one.exercise])
        for exercise, cell in zip(self._view.exercises, row.cells, strict=True):
            if cell.linked and cell.share is not None:
                self._sums[exercise] += cell.share
                self._shared[exercise] += 1

    def _look_at(self, mark: ExerciseMark, last: SubmissionSummary) -> None:
        """Record if something other than the last attempt counts."""
        if instead := explain_instead(mark, last):
            self.noticed.instead[mark.learner, mark.exercise] = instead
        later = (one for one in mark.decisions if mark.attempts and one.when >= mark.attempts[-1].handed_in)
        kinds = {DecisionKind.REOPENED, DecisionKind.OVERRIDE}
        self.noticed.ruled[mark.learner, mark.exercise] = {one.criterion for one in later if one.kind in kinds}
        if mark.unscored and not mark.excused and last.state is not State.OURS:
            self.noticed.unjudged.append(mark)

    def grid(self) -> Grid:
        """The table of all rows."""
        rows = sorted(self._rows, key=lambda row: self._view.order(row.learner))
        return Grid(columns=tuple(map(self._column, self._view.exercises.values())), rows=tuple(rows))

    def _column(self, exercise: Exercise) -> GridColumn:
        lesson = exercise.id.partition("/")[0]
        count = self._shared[exercise.id]
        homes = {part.exercise: one.title for one in self._view.assignments.every for part in one.parts}
        return GridColumn(
            exercise=exercise.id,
            lesson=lesson_of(exercise.id, self._view.lessons),
            number=lesson.partition("_")[0],
            title=exercise.title,
            href=exercise_page_name(exercise.id),
            page=page_name("", exercise.id).rpartition("/")[2],
            assignment=homes.get(exercise.id, ""),
            possible=str(exercise.points),
            handed_in=len(self._last.by_exercise.get(exercise.id, ())),
            mean=f"{100 * self._sums[exercise.id] / count:.0f}" if count else "",
        )


def cohort_page(
    view: CohortView, rows: CohortRows, last: LastSubmissions, insight: Insight | None, problems: Sequence[Problem]
) -> CohortPage:
    """The page of a cohort; `rows` must contain all of its marks."""
    newest = max(last.every(), key=lambda one: one.graded, default=None)
    case = Situation(
        view=view,
        last=sorted(last.every(), key=lambda one: (view.order(one.learner), one.exercise)),
        noticed=rows.noticed,
        insight=insight,
        problems=problems,
    )
    grid = rows.grid()
    return CohortPage(
        view=view,
        submissions=last.count,
        todo=todo(case),
        mistakes=tuple(common_mistakes(grid.columns, insight, last)),
        grid=grid,
        graded=newest.graded.astimezone(view.assignments.zone) if newest else None,
        grader_version=newest.grader_version if newest else "",
    )
