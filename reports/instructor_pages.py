"""The pages that show all learners together, drawn from marks, last results and insight."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from grader.course import Course
from grader.gradebook import Gradebook
from grader.insight import Insight, write_insight
from grader.marks import compute_marks
from grader.marks.records import Assignments
from grader.model import Exercise
from grader.storage.identities import Identity
from grader.storage.layout import EXERCISE_PAGES
from grader.storage.not_graded import read_not_graded
from grader.storage.runs import RunStore
from reports.code import CodeCell, cells
from reports.cohort import CohortRows, CohortView, cohort_page
from reports.exercise_page import exercise_page
from reports.marks_page import MarkRows
from reports.render import write_cohort, write_exercise, write_marks
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
