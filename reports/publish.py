"""From OUT's gradebook and runs to OUT's pages and results.jsonl. Runs nothing; can be repeated anywhere."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from grader.course import Course
from grader.course.exercise_file import load_exercise
from grader.errors import StorageError
from grader.gradebook import Entry, Gradebook
from grader.marks import ExerciseMark
from grader.model import Result, Run
from grader.storage.identities import identities_of
from grader.storage.layout import RESULTS, RUNS, page_name
from grader.storage.result_lines import line_of
from grader.storage.runs import RunStore
from grader.util.files import open_whole
from grader.util.lazy_mapping import LazyMapping
from reports.instructor_pages import InstructorPages
from reports.learner import learner_page
from reports.render import write_learner
from reports.states import State, state_of
from reports.statistics import LastSubmissions


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


class PageWriter:
    """Draws the pages of one OUT. Any method raises `StorageError` where a file can't be read or written."""

    def __init__(self, out: Path, course: Course, *, named: bool = False) -> None:
        """Where it is `named`, instructors' pages show people by the names of OUT's identities.csv."""
        self._out = out
        self._named = named
        self._course = course
        self._lessons = course.lesson_names
        self._exercises = LazyMapping(course.exercises, lambda name: load_exercise(course.root, name))
        self._store = RunStore(out / RUNS)
        self._references: dict[str, Run | None] = {}

    def write_page(self, entry: Entry) -> None:
        """The learner's page of one result."""
        exercise = self._exercises[entry.result.submission.exercise]
        reference = self._reference(entry.reference_key)
        if reference is None:
            raise StorageError(
                f"{self._out / RUNS}: the reference's run of {exercise.id} is missing; grade into {self._out} again"
            )
        run = self._store.get(entry.run.key) or entry.run
        page = learner_page(entry.result, run, exercise, reference, lessons=self._lessons)
        path = write_learner(page, self._out)
        os.utime(path)

    def write_index(self, gradebook: Gradebook, *, every: bool) -> PublishSummary:
        """Put results.jsonl, insight.json and the pages that show all learners in place.

        Learners' pages older than their result are drawn too, or `every` one.
        """
        states: dict[str, Counter[State]] = defaultdict(Counter)
        handed_in = set(gradebook.exercises())
        exercises = {name: self._exercises[name] for name in self._exercises if name in handed_in}
        with open_whole(self._out / RESULTS) as lines:
            last = LastSubmissions(_counted(self._shown(gradebook, lines, every=every), states), exercises)
        pages = InstructorPages(
            self._out, self._course, exercises, runs=self._store, people=identities_of(self._out), named=self._named
        )
        page, rows = pages.write(gradebook, last)
        return PublishSummary(page=page, states=states, outdone=tuple(rows.outdone))

    def _shown(self, gradebook: Gradebook, lines: BinaryIO, *, every: bool) -> Iterator[Result]:
        """Each result, once its page is drawn and its line written."""
        for entry in gradebook.entries():
            if entry.result.submission.exercise in self._exercises:
                if every or self._is_stale(entry):
                    self.write_page(entry)
                lines.write(line_of(entry))
                yield entry.result

    def _reference(self, key: str) -> Run | None:
        if key not in self._references:
            self._references[key] = self._store.get(key)
        return self._references[key]

    def _is_stale(self, entry: Entry) -> bool:
        """Whether a page is missing, or was drawn before its result was there."""
        page = self._out / page_name(entry.result.submission.learner, entry.result.submission.exercise)
        try:
            return page.stat().st_mtime < entry.result.graded.timestamp()
        except FileNotFoundError:
            return True


def _counted(results: Iterator[Result], states: dict[str, Counter[State]]) -> Iterator[Result]:
    """The same results, counted into `states` as they pass."""
    for result in results:
        states[result.submission.exercise][state_of(result)] += 1
        yield result
