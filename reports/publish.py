"""From OUT's gradebook and runs to OUT's pages and results.jsonl. Runs nothing; can be repeated anywhere.

`InstructorPages` draws the pages that show all learners together from marks, last results and insight. `PageWriter`
draws every page.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from grader.course import Course
from grader.course.exercise_file import load_exercise
from grader.gradebook import Entry, Gradebook
from grader.gradebook.marks import ExerciseMark, compute_marks
from grader.gradebook.marks.aggregate import PassedDues
from grader.gradebook.marks.assignments_file import load_assignments
from grader.gradebook.marks.records import Assignments
from grader.insight import Insight, write_insight
from grader.model import Exercise
from grader.storage.folder import read_not_graded
from grader.storage.identities import Identity, identities_of
from grader.storage.layout import EXERCISE_PAGES, IDENTITIES, NOT_GRADED, RESULTS, RUNS
from grader.storage.result_json import line_of
from grader.storage.runs import RunStore
from grader.util.files import open_whole
from grader.util.lazy_mapping import LazyMapping
from reports.code import CodeCell, cells
from reports.cohort import CohortRows, CohortView, cohort_page
from reports.exercise_page import exercise_page
from reports.learner_pages import LearnerPages
from reports.marks_page import MarkRows
from reports.render import write_cohort, write_exercise, write_marks
from reports.states import State, state_of
from reports.statistics import LastSubmissions

EXAMPLE_CELLS = 4
"""Cells of an example of code that a page shows."""


class InstructorPages:
    """Draws the pages of one OUT. Any method raises `StorageError` where a file can't be read or written."""

    def __init__(  # noqa: PLR0913 - what a page is drawn from
        self,
        out: Path,
        course: Course,
        exercises: Mapping[str, Exercise],
        assignments: Assignments,
        *,
        runs: RunStore,
        people: Mapping[str, Identity],
        named: bool,
        as_of: datetime,
    ) -> None:
        """`exercises` are those on the pages; learners are shown by the names of `people` where it is `named`.

        `as_of` is a moment before anything was read that the pages show.
        """
        self._out = out
        self._course = course
        self._runs = runs
        self._people = people
        self._view = CohortView(
            title=course.title,
            lessons=course.lesson_names,
            exercises=exercises,
            assignments=assignments,
            names={learner: one.name for learner, one in people.items() if one.name} if named else {},
            as_of=as_of,
        )

    def write(self, gradebook: Gradebook, last: LastSubmissions) -> tuple[Path, CohortRows]:
        """Put insight.json and all pages in place; the first page, and what was noticed on the way."""
        rows, marks = CohortRows(self._view, last), MarkRows(self._view)
        for mark in compute_marks(gradebook, self._view.assignments, now=datetime.now(UTC), roster=self._people):
            rows.add(mark)
            marks.add(mark)
        insight = write_insight(self._out, gradebook, self._course, rows.shares)
        self._write_exercises(insight, last)
        write_marks(marks.page(), self._out)
        page = cohort_page(self._view, rows, last, insight=insight, problems=read_not_graded(self._out))
        return write_cohort(page, self._out), rows

    def _write_exercises(self, insight: Insight, last: LastSubmissions) -> None:
        drawn: set[Path] = set()
        for one in insight.exercises:
            if one.exercise in self._view.exercises:
                own = last.by_exercise.get(one.exercise, ())
                page = exercise_page(self._view, one, own, code=self._code, false_alarms=insight.false_alarms)
                drawn.add(write_exercise(page, self._out))
        for path in (self._out / EXERCISE_PAGES).glob("*.html"):
            if path not in drawn:
                path.unlink()  # of an exercise that left the course

    def _code(self, key: str) -> Sequence[CodeCell]:
        """The answer cells of a run; none where it is not kept."""
        run = self._runs.get(key)
        own = [cell for cell in run.cells if cell.answer] if run else []
        return cells(own[:EXAMPLE_CELLS])


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSummary:
    """The cohort's page that was written, and how many submissions stand in each state."""

    page: Path
    """The cohort's."""
    states: Mapping[str, Counter[State]]
    """Exercise to how many submissions of it stand how."""
    outdone: tuple[ExerciseMark, ...]
    """Marks whose override hides a better attempt."""

    @property
    def unscored(self) -> int:
        """Submissions that the grader failed to judge, by its own fault."""
        return sum(counter[State.OURS] for counter in self.states.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesVersion:
    """What the pages of all learners follow from: where it is the same, so are they."""

    last_result: int
    """Its ordinal in the gradebook."""
    besides: tuple[int, ...]
    """The ordinals of other rows, how many due dates have passed, and when other files were touched."""


class PageWriter:
    """Draws the pages of one OUT from its gradebook. Any method raises `StorageError` where a file can't be read or
    written.

    Raises:
        SpecError: the course's assignments are mistaken.
    """

    def __init__(self, out: Path, course: Course, gradebook: Gradebook, *, named: bool = False) -> None:
        """Where it is `named`, instructors' pages show people by the names of OUT's identities.csv."""
        self._out = out
        self._named = named
        self._course = course
        self._gradebook = gradebook
        self._exercises = LazyMapping(course.exercises, lambda name: load_exercise(course.root, name))
        self._assignments = load_assignments(course, self._exercises)
        self._passed_dues = PassedDues(gradebook, self._assignments)
        self._learners = LearnerPages(out, course, gradebook, self._exercises, self._assignments)

    def version(self) -> "PagesVersion":
        """What the pages follow from now. Cheap enough to ask each second."""
        rows = self._gradebook.row_numbers()
        files = tuple(_touched(self._out / name) for name in (IDENTITIES, NOT_GRADED))
        besides = (rows.decision, rows.forgotten, self._passed_dues.count(rows), *files)
        return PagesVersion(last_result=rows.result, besides=besides)

    def write_page(self, entry: Entry) -> None:
        """The learner's page of a result that has just been recorded."""
        self._learners.draw(entry)

    def write_learner(self, learner: str) -> None:
        """The pages of one learner that show something else by now."""
        self._learners.draw_learner(learner)

    def write_index(self, *, every: bool) -> PublishSummary:
        """Put results.jsonl, insight.json and the pages that show all learners in place.

        Learners' pages that show something else by now are drawn too, or `every` one.
        """
        as_of = datetime.now(self._assignments.zone)
        states: dict[str, Counter[State]] = defaultdict(Counter)
        handed_in = set(self._gradebook.exercises())
        exercises = {name: self._exercises[name] for name in self._exercises if name in handed_in}
        with open_whole(self._out / RESULTS) as lines:
            last = LastSubmissions(_counted(self._shown(lines, every=every), states), exercises)
        runs, people = RunStore(self._out / RUNS), identities_of(self._out)
        pages = InstructorPages(
            self._out,
            self._course,
            exercises,
            self._assignments,
            runs=runs,
            people=people,
            named=self._named,
            as_of=as_of,
        )
        page, rows = pages.write(self._gradebook, last)
        return PublishSummary(page=page, states=states, outdone=tuple(rows.outdone))

    def _shown(self, lines: BinaryIO, *, every: bool) -> Iterator[Entry]:
        """Each last result, once its learner's pages are drawn and its line is written."""
        for entry in self._learners.draw_stale(every=every):
            lines.write(line_of(entry))
            yield entry


def _counted(entries: Iterator[Entry], states: dict[str, Counter[State]]) -> Iterator[Entry]:
    """The results, unchanged, counted into `states` as they pass."""
    for entry in entries:
        states[entry.result.submission.exercise][state_of(entry.result)] += 1
        yield entry


def _touched(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
