"""Makes OUT's pages and results.jsonl from OUT's gradebook and runs. Runs no code; can be repeated anywhere.

`LearnerPages` draws the page of each attempt, and each learner's own page. The head of each page contains a digest of
its *basis*: the rows, decisions, exercises and assignments that it shows, and their state at the current time. A page
is rendered again if its basis has changed. So it does not matter which process changed something, when, or by which
clock: no process has to report that a page is out of date.

`PageWriter` draws these, and the pages about all learners, from marks, last results and insight.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from itertools import chain, groupby
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from grader.course import Course
from grader.course.exercise_file import load_exercise
from grader.errors import StorageError
from grader.evidence import ThingRefused, refusing
from grader.gradebook import Entry, Gradebook
from grader.gradebook.marks import compute_marks
from grader.gradebook.marks.aggregate import PassedDues, marks_for, marks_of
from grader.gradebook.marks.assignments_file import load_assignments
from grader.gradebook.marks.hand_in_rules import conceal
from grader.gradebook.marks.records import Assignments, CourseMark, ExerciseMark
from grader.gradebook.streams import AttemptScore, LearnerScores, learner_scores
from grader.insight import write_insight
from grader.model import Exercise, Run, Submission
from grader.storage.folder import read_not_graded
from grader.storage.identities import identities_of
from grader.storage.layout import (
    COHORT_PAGE,
    EXERCISE_PAGES,
    IDENTITIES,
    MARKS_PAGE,
    NOT_GRADED,
    RESULTS,
    RUNS,
    exercise_page_name,
    home_page_name,
)
from grader.storage.result_json import line_of
from grader.storage.runs import RunStore
from grader.util.files import open_whole, touched
from grader.util.lazy_mapping import LazyMapping
from reports.code import CodeCell, cells
from reports.cohort import CohortRows, cohort_page
from reports.exercise import exercise_page
from reports.home import HomePage, home_page
from reports.instructor import CohortView, LastSubmissions
from reports.links import attempt_page, trail_of
from reports.mark import mark_view
from reports.marks import MarkRows
from reports.render import basis_of, render, write_page
from reports.states import State, state_of
from reports.submission import Standing, SubmissionPage, progress, submission_page

EXAMPLE_CELLS = 4
"""The most cells of an example that a page shows."""

log = logging.getLogger(__name__)


@dataclass
class LearnerPages:
    """Draws the learners' pages of one OUT. Every method raises `StorageError` if a file can't be read or written."""

    out: Path
    course: Course
    gradebook: Gradebook
    exercises: Mapping[str, Exercise]
    assignments: Assignments

    def __post_init__(self) -> None:
        self._assigned = {part.exercise: one for one in self.assignments.every for part in one.parts}
        self._store = RunStore(self.out / RUNS)
        self._reference = cache(self._store.get)

    def draw(self, entry: Entry) -> None:
        """Draw the page of a result that has just been recorded, for the learner's last attempt."""
        submission = entry.result.submission
        standing = next(learner_scores(self.gradebook, learner=submission.learner))
        attempts = [entry]
        if submission.attempt > 1:
            attempts = list(self.gradebook.every_attempt(submission.exercise, submission.learner))
        mark = None
        if assignment := self._assigned.get(submission.exercise):  # without the marks of other assignments
            (whole,) = marks_for([assignment], standing, self.assignments.zone, datetime.now(UTC))
            mark = next(exercise for exercise in whole.exercises if exercise.exercise == submission.exercise)
        self._write(attempts, len(attempts) - 1, mark, standing, self._basis(standing, submission.exercise, mark))

    def home_html(self, learner: str, withheld: Mapping[str, str]) -> str:
        """The own page of any learner, as it is now, even if they have handed in nothing. It is not written.

        `withheld` maps each exercise whose feedback waits to when it comes: the page shows nothing else about it.
        """
        standing = next(learner_scores(self.gradebook, learner=learner, roster=(learner,)))
        entries = self.gradebook.every_attempt(learner=learner)
        own = [entry for entry in entries if entry.result.submission.exercise in self.exercises]
        return "".join(render(self._home(self._mark(conceal(standing, withheld)), own, withheld)))

    def draw_learner(self, learner: str, only: str | None = None) -> None:
        """Draw the pages of one learner that would now look different: those of attempts, and the learner's own.

        If `only` is given, only the page with this name in OUT is considered.
        """
        for standing in learner_scores(self.gradebook, learner=learner):
            mark = self._mark(standing)
            stale = self._stale(standing, mark, every=False)
            if only is not None:
                stale = {name: basis for name, basis in stale.items() if name == only}
            if stale:
                entries = self.gradebook.every_attempt(learner=learner)  # read last: not older than the basis
                own = [entry for entry in entries if entry.result.submission.exercise in self.exercises]
                self._draw(standing, mark, own, stale)

    def draw_stale(self, *, every: bool) -> Iterator[Entry]:
        """The entry of each last attempt, sorted by learner and exercise, once all pages of its learner are drawn.

        Pages are drawn if they would now look different, or all with `every`.
        """
        standings = learner_scores(self.gradebook)
        first = next(standings, None)  # read before the entries, so that these are not older than any basis
        entries = groupby(self.gradebook.every_attempt(), key=lambda entry: entry.result.submission.learner)
        waiting = next(entries, None)
        for standing in chain(() if first is None else (first,), standings):
            while waiting is not None and waiting[0] < standing.learner:
                waiting = next(entries, None)  # of a learner whose first result arrived in between
            own: list[Entry] = []
            if waiting is not None and waiting[0] == standing.learner:
                own = [entry for entry in waiting[1] if entry.result.submission.exercise in self.exercises]
                waiting = next(entries, None)
            mark = self._mark(standing)
            self._draw(standing, mark, own, self._stale(standing, mark, every=every))
            yield from {entry.result.submission.exercise: entry for entry in own}.values()

    def _mark(self, standing: LearnerScores) -> CourseMark:
        return marks_of(standing, self.assignments, now=datetime.now(UTC))

    def _stale(self, standing: LearnerScores, mark: CourseMark, *, every: bool) -> Mapping[str, str]:
        """The names of the learner's pages whose basis differs from the given one, or all with `every`."""
        marks = {one.exercise: one for one in mark.exercises()}
        digests = [self.exercises[name].digest for name in self.exercises]
        course = (self.course.title, self.course.lessons, digests, self.assignments)
        bases = {home_page_name(standing.learner): _digest(*course, mark, standing.attempts)}
        for exercise, group in groupby(standing.attempts, key=lambda one: one.exercise):
            if exercise in self.exercises:
                attempts, basis = list(group), self._basis(standing, exercise, marks.get(exercise))
                bases |= {_page_of(attempt, attempts[-1]): basis for attempt in attempts}
        return {name: basis for name, basis in bases.items() if every or basis_of(self.out / name) != basis}

    def _draw(
        self, standing: LearnerScores, mark: CourseMark, entries: Sequence[Entry], stale: Mapping[str, str]
    ) -> None:
        """Draw the pages of a learner that are `stale`, each with its current basis."""
        marks = {one.exercise: one for one in mark.exercises()}
        for exercise, group in groupby(entries, key=lambda entry: entry.result.submission.exercise):
            attempts = list(group)
            for place in range(len(attempts)):
                if basis := stale.get(_page_of(attempts[place].result.submission, attempts[-1].result.submission)):
                    self._write(attempts, place, marks.get(exercise), standing, basis)
        if basis := stale.get(home_page_name(standing.learner)):
            page = replace(self._home(mark, entries), basis=basis)
            write_page(page, self.out / home_page_name(standing.learner))

    def _basis(self, standing: LearnerScores, exercise: str, mark: ExerciseMark | None) -> str:
        """A digest of everything that determines the pages of a learner's attempts at one exercise."""
        return _digest(
            self.course.exercises,
            self.exercises[exercise].digest,
            self._assigned.get(exercise),
            self.assignments.zone,
            mark,
            [attempt for attempt in standing.attempts if attempt.exercise == exercise],
            sorted(_handed_in(standing)),
        )

    def _write(
        self, attempts: Sequence[Entry], place: int, mark: ExerciseMark | None, standing: LearnerScores, basis: str
    ) -> None:
        """The page of one of the attempts at an exercise; without its cells, if these can't be drawn."""
        path = self.out / _page_of(attempts[place].result.submission, attempts[-1].result.submission)
        handed_in = _handed_in(standing)
        try:
            with refusing("what ran, for its page", but=(OSError,)):
                write_page(self._page(attempts, place, mark, handed_in, basis), path)
        except ThingRefused:
            log.exception("%s: could not be drawn with its cells", path.name)
            write_page(self._page(attempts, place, mark, handed_in, basis, bare=True), path)

    def _page(  # noqa: PLR0913 - the sources of a page
        self,
        attempts: Sequence[Entry],
        place: int,
        mark: ExerciseMark | None,
        handed_in: set[str],
        basis: str,
        *,
        bare: bool = False,
    ) -> SubmissionPage:
        entry, before = attempts[place], attempts[place - 1]
        submission = entry.result.submission
        exercise = self.exercises[submission.exercise]
        reference = self._reference(entry.reference_key)
        if reference is None:
            lacks = f"the reference's run of {exercise.id} is missing"
            raise StorageError(f"{self.out / RUNS}: {lacks}; grade into {self.out} again")
        run = entry.run if bare else self._run(entry)
        standing = Standing(
            mark=mark_view(mark, self._assigned[exercise.id], self.assignments.zone) if mark else None,
            trail=trail_of(
                learner=submission.learner,
                exercise=submission.exercise,
                attempt=submission.attempt,
                attempts=[attempt.result.submission.attempt for attempt in attempts],
                course=self.course.exercises,
                handed_in=handed_in,
                title=lambda name: self.exercises[name].title,
            ),
            progress=progress(before.result, self._run(before), entry.result, run) if place and not bare else None,
            zone=self.assignments.zone,
        )
        lessons = self.course.lesson_names
        page = submission_page(entry.result, run, exercise, reference, lessons=lessons, standing=standing)
        return replace(page, basis=basis)

    def _home(
        self, mark: CourseMark, entries: Iterable[Entry], withheld: Mapping[str, str] = MappingProxyType({})
    ) -> HomePage:
        """A learner's own page, from the entries of all attempts, sorted by exercise and attempt."""
        return home_page(
            course=self.course,
            exercises=self.exercises,
            assignments=self.assignments,
            mark=mark,
            results=[entry.result for entry in entries],
            withheld=withheld,
        )

    def _run(self, entry: Entry) -> Run:
        """The run with all of its outputs, which are not in the gradebook."""
        return entry.run if entry.run.cells else self._store.get(entry.run.key) or entry.run


def _page_of(one: AttemptScore | Submission, last: AttemptScore | Submission) -> str:
    """The name of the page of an attempt at an exercise, given the number of the last attempt."""
    return attempt_page(one.learner, one.exercise, one.attempt, last.attempt)


def _handed_in(standing: LearnerScores) -> set[str]:
    """The exercises for which a learner has results."""
    return {attempt.exercise for attempt in standing.attempts}


def _digest(*facts: object) -> str:
    return sha256(repr(facts).encode(errors="surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSummary:
    """The cohort's page that was written, and how many submissions are in each state."""

    page: Path
    """The cohort's page."""
    states: Mapping[str, Counter[State]]
    """Maps each exercise to the number of its submissions in each state."""
    outdone: tuple[ExerciseMark, ...]
    """Marks whose override hides a better attempt."""

    @property
    def unscored(self) -> int:
        """The number of submissions that were not judged because of an error in the grader."""
        return sum(counter[State.OURS] for counter in self.states.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesVersion:
    """Everything that determines the pages about all learners: if it is equal, the pages are equal."""

    last_result: int
    """The ordinal of the last result in the gradebook."""
    besides: tuple[int, ...]
    """The ordinals of other rows, how many due dates have passed, and when other files were touched."""


class PageWriter:
    """Draws the pages of one OUT from its gradebook. Every method raises `StorageError` if a file can't be read or
    written.

    Raises:
        SpecError: the course's assignments have a mistake.
    """

    def __init__(self, out: Path, course: Course, gradebook: Gradebook, *, named: bool = False) -> None:
        """If it is `named`, instructors' pages show people by their names in OUT's identities.csv."""
        self._out = out
        self._named = named
        self._course = course
        self._gradebook = gradebook
        self._exercises = LazyMapping(course.exercises, lambda name: load_exercise(course.root, name))
        self._assignments = load_assignments(course, self._exercises)
        self._passed_dues = PassedDues(gradebook, self._assignments)
        self._runs = RunStore(out / RUNS)
        self.learners = LearnerPages(out, course, gradebook, self._exercises, self._assignments)

    def version(self) -> "PagesVersion":
        """Everything that currently determines the pages. Cheap enough to compute every second."""
        rows = self._gradebook.row_numbers()
        files = tuple(touched(self._out / name) or 0 for name in (IDENTITIES, NOT_GRADED))
        besides = (rows.decision, rows.forgotten, self._passed_dues.count(rows), *files)
        return PagesVersion(last_result=rows.result, besides=besides)

    def write_index(self, *, every: bool) -> PublishSummary:
        """Write results.jsonl, insight.json and the pages about all learners.

        Learners' pages that would now look different are drawn too, or all of them with `every`.
        """
        as_of = datetime.now(self._assignments.zone)
        states: dict[str, Counter[State]] = defaultdict(Counter)
        with open_whole(self._out / RESULTS) as lines:
            last = LastSubmissions(self._shown(lines, states, every=every), self._exercises)
        rows = self.write_instructor_pages(last, as_of)
        return PublishSummary(page=self._out / COHORT_PAGE, states=states, outdone=tuple(rows.noticed.outdone))

    def _shown(self, lines: BinaryIO, states: dict[str, Counter[State]], *, every: bool) -> Iterator[Entry]:
        """Each last result, after its learner's pages are drawn, its line is written and its state is counted."""
        for entry in self.learners.draw_stale(every=every):
            lines.write(line_of(entry))
            states[entry.result.submission.exercise][state_of(entry.result)] += 1
            yield entry

    def write_instructor_pages(self, last: LastSubmissions, as_of: datetime) -> CohortRows:
        """Write insight.json and the pages about all learners; returns what was noticed on the way.

        `as_of` is a moment before any of the pages' sources was read.
        """
        people = identities_of(self._out)
        view = CohortView(
            title=self._course.title,
            lessons=self._course.lesson_names,
            exercises={name: self._exercises[name] for name in self._exercises if name in last.by_exercise},
            assignments=self._assignments,
            names={learner: person.name for learner, person in people.items() if person.name} if self._named else {},
            as_of=as_of,
        )
        rows, marks = CohortRows(view, last), MarkRows(view)
        for mark in compute_marks(self._gradebook, self._assignments, now=datetime.now(UTC), roster=people):
            rows.add(mark)
            marks.add(mark)
        insight = write_insight(self._out, self._gradebook, self._course, rows.shares)
        drawn: set[Path] = set()
        for one in insight.exercises:
            if one.exercise in view.exercises:
                page = exercise_page(view, one, last.by_exercise[one.exercise], self._code, insight.false_alarms)
                drawn.add(write_page(page, self._out / exercise_page_name(one.exercise)))
        for path in (self._out / EXERCISE_PAGES).glob("*.html"):
            if path not in drawn:
                path.unlink()  # this exercise is no longer in the course
        write_page(marks.page(), self._out / MARKS_PAGE)
        cohort = cohort_page(view, rows, last, insight, read_not_graded(self._out))
        write_page(cohort, self._out / COHORT_PAGE)
        return rows

    def _code(self, key: str) -> Sequence[CodeCell]:
        """The answer cells of a run; none if the run was not kept."""
        run = self._runs.get(key)
        own = [cell for cell in run.cells if cell.answer] if run else []
        return cells(own[:EXAMPLE_CELLS])
