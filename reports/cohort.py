"""All results of a cohort as the record of the instructor's first page: what is to be done, then who has what."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.gradebook import DecisionKind
from grader.gradebook.marks import Assignments, CourseMark, ExerciseMark, counted_shares
from grader.insight import Insight
from grader.model import Exercise
from grader.storage.folder import Problem
from grader.storage.layout import exercise_page_name, lesson_of, page_name
from grader.util.text import unaccented
from reports.grid import (
    FLAGS,
    SYMBOLS,
    CommonMistake,
    Grid,
    GridColumn,
    GridRow,
    common_mistakes,
    explain_instead,
    grid_row,
)
from reports.states import State
from reports.statistics import LastSubmissions, SubmissionSummary
from reports.todo import Situation, TodoGroup, todo


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortView:
    """What the pages that show all learners are drawn from."""

    title: str
    lessons: Mapping[str, str]
    """The names of the course's lessons by id."""
    exercises: Mapping[str, Exercise]
    """The exercises on the pages, in the course's order."""
    assignments: Assignments
    names: Mapping[str, str]
    """Learner to name, where people are shown by name; empty otherwise."""
    as_of: datetime
    """Since when the pages may be out of date, by the clock of the course."""

    def name_of(self, learner: str) -> str:
        """What the pages call a learner."""
        return self.names.get(learner) or learner

    def order(self, learner: str) -> tuple[str, str, str]:
        """What learners are sorted by."""
        name = self.name_of(learner)
        return unaccented(name), name, learner


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortPage:
    """The content of the page."""

    title: str
    named: bool
    """Whether people are shown by name."""
    as_of: datetime
    submissions: int
    todo: tuple[TodoGroup, ...]
    mistakes: tuple[CommonMistake, ...]
    """For each exercise, the largest group of submissions that go wrong alike."""
    grid: Grid
    graded: datetime | None
    """When the latest of the results was made; None without any."""
    grader_version: str

    @property
    def symbols(self) -> Mapping[State, str]:
        """What stands in a cell in place of points, and what it says."""
        return {state: symbol for state, symbol in SYMBOLS.items() if state in self.grid.states}

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        """What rows are narrowed by: what stands in a cell, in place of points or beside them, and what it says."""
        found = {SYMBOLS.get(state, str(state)): str(state) for state in self.grid.states}
        return (*found.items(), *((flag, says) for flag, says in self.flags.items() if flag not in found))

    @property
    def flags(self) -> Mapping[str, str]:
        """The letters that occur in cells, and what they say."""
        found = {flag for row in self.grid.rows for cell in row.cells for flag in cell.flags}
        return {flag: says for flag, says in FLAGS.items() if flag in found}


class CohortRows:
    """The rows of the table while marks come in, and what of them is to be looked at."""

    def __init__(self, view: CohortView, last: LastSubmissions) -> None:
        self._view = view
        self._last = last
        self._rows: list[GridRow] = []
        self._sums: dict[str, float] = defaultdict(float)
        self._shared: Counter[str] = Counter()
        self.outdone: list[ExerciseMark] = []
        """Marks whose override hides something better."""
        self.unjudged: list[ExerciseMark] = []
        """Marks that an attempt before the last keeps open, as our own faults kept points of it from being judged."""
        self.instead: dict[tuple[str, str], str] = {}
        """Learner and exercise to what counts in place of a last attempt that could not be read, or judged in full."""
        self.not_due: set[tuple[str, str]] = set()
        """Learner and exercise that nothing was handed in to, and that is excused, or due later for that learner."""
        self.ruled: dict[tuple[str, str], set[str | None]] = {}
        """Learner and exercise to the criteria of the last attempt that were reopened or decided; None: all of them."""
        self.shares: dict[str, list[float]] = {name: [] for name in view.assignments.exercises()}
        """Exercise of an assignment to the shares of the points that count, of those who handed it in."""

    def add(self, mark: CourseMark) -> None:
        """One learner's marks."""
        last = self._last.of(mark.learner)
        row = grid_row(mark, self._view.name_of(mark.learner), list(self._view.exercises), last)
        self._rows.append(row)
        for exercise, share in counted_shares(mark):
            self.shares[exercise].append(share)
        self.outdone.extend(one for one in mark.exercises() if one.outdone)
        for one in mark.exercises():
            if one.excused or (one.open and one.due):
                self.not_due.add((mark.learner, one.exercise))
            if one.exercise in last:
                self._look_at(one, last[one.exercise])
        for exercise, cell in zip(self._view.exercises, row.cells, strict=True):
            if cell.linked and cell.share >= 0:
                self._sums[exercise] += cell.share
                self._shared[exercise] += 1

    def _look_at(self, mark: ExerciseMark, last: SubmissionSummary) -> None:
        """Where the last attempt is not what counts."""
        if instead := explain_instead(mark, last):
            self.instead[mark.learner, mark.exercise] = instead
        self.ruled[mark.learner, mark.exercise] = {
            one.criterion
            for one in mark.decisions
            if one.kind in {DecisionKind.REOPENED, DecisionKind.OVERRIDE}
            and mark.attempts
            and one.when >= mark.attempts[-1].handed_in
        }
        if mark.unscored and not mark.excused and last.state is not State.OURS:
            self.unjudged.append(mark)

    def grid(self) -> Grid:
        """The table of all of them."""
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
    view: CohortView,
    rows: CohortRows,
    last: LastSubmissions,
    *,
    insight: Insight | None = None,
    problems: Sequence[Problem] = (),
) -> CohortPage:
    """The page of a cohort, all of whose marks the rows have taken in."""
    newest = max(last.every(), key=lambda one: one.graded, default=None)
    case = Situation(
        exercises=view.exercises,
        last=sorted(last.every(), key=lambda one: (view.order(one.learner), one.exercise)),
        outdone=rows.outdone,
        unjudged=rows.unjudged,
        instead=rows.instead,
        not_due=rows.not_due,
        as_of=view.as_of,
        ruled=rows.ruled,
        insight=insight,
        problems=problems,
        name_of=view.name_of,
    )
    grid = rows.grid()
    return CohortPage(
        title=view.title,
        named=bool(view.names),
        as_of=view.as_of,
        submissions=last.count,
        todo=todo(case),
        mistakes=tuple(common_mistakes(grid.columns, insight, last)),
        grid=grid,
        graded=newest.graded.astimezone(view.assignments.zone) if newest else None,
        grader_version=newest.grader_version if newest else "",
    )
