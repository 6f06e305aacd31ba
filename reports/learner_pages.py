"""All pages of learners, drawn from a gradebook and its runs: each attempt's, and each learner's own. Runs nothing.

Each page says in its head what it was drawn from: a digest of its *basis*, which is the rows, decisions, exercises and
assignments that it shows, and what the clock makes of them. A page is drawn again if its basis is another by now. So it
does not matter which process changed something, when, or by which clock: nobody has to say that a page is out of date.

`LearnerMaps` draws a learner's own page as it is at this moment, without whatever its learner may not know yet, and
writes no file.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain, groupby
from pathlib import Path

from grader.course import Course
from grader.errors import StorageError
from grader.evidence import ThingRefused, refusing
from grader.gradebook import Entry, Gradebook
from grader.gradebook.marks.aggregate import marks_for, marks_of
from grader.gradebook.marks.hand_in_rules import conceal
from grader.gradebook.marks.records import Assignments, CourseMark, ExerciseMark
from grader.gradebook.streams import AttemptScore, LearnerScores, learner_scores
from grader.model import Exercise, Run, Submission
from grader.storage.layout import RUNS, attempt_page_name, home_page_name, page_name
from grader.storage.runs import RunStore
from reports.home import home_page
from reports.learner import LearnerPage, Progress, Standing, Trail, learner_page, progress, trail_of
from reports.mark import mark_view
from reports.render import HOME, basis_of, render, write_home, write_learner


class LearnerMaps:
    """Draws the own pages of the learners of one gradebook, in any number of threads."""

    def __init__(
        self, course: Course, gradebook: Gradebook, exercises: Mapping[str, Exercise], assignments: Assignments
    ) -> None:
        self._course = course
        self._gradebook = gradebook
        self._exercises = exercises
        self._assignments = assignments

    def draw(self, learner: str, withheld: Mapping[str, str]) -> str:
        """The page of anybody, who need not have handed anything in. Raises `StorageError`.

        `withheld` has each exercise whose feedback waits, and the words for when it comes.
        """
        standing = next(learner_scores(self._gradebook, learner=learner, roster=(learner,)))
        entries = self._gradebook.every_attempt(learner=learner)
        page = home_page(
            title=self._course.title,
            lessons=self._course.lessons,
            causes=self._course.causes,
            exercises=self._exercises,
            assignments=self._assignments,
            mark=marks_of(conceal(standing, withheld), self._assignments, now=datetime.now(UTC)),
            results=[one.result for one in entries if one.result.submission.exercise in self._exercises],
            withheld=withheld,
        )
        return "".join(render(HOME, page))


_DIGITS = 32

log = logging.getLogger(__name__)


class LearnerPages:
    """Draws the learners' pages of one OUT. Any method raises `StorageError` where a file can't be read or written."""

    def __init__(
        self,
        out: Path,
        course: Course,
        gradebook: Gradebook,
        exercises: Mapping[str, Exercise],
        assignments: Assignments,
    ) -> None:
        self._out = out
        self._course = course
        self._gradebook = gradebook
        self._exercises = exercises
        self._assignments = assignments
        self._assigned = {part.exercise: one for one in self._assignments.every for part in one.parts}
        self._store = RunStore(out / RUNS)
        self._references: dict[str, Run | None] = {}

    def draw(self, entry: Entry) -> None:
        """The page of a result that has just been recorded, of the learner's last attempt."""
        submission = entry.result.submission
        standing = next(learner_scores(self._gradebook, learner=submission.learner))
        attempts = [entry]
        if submission.attempt > 1:
            attempts = list(self._gradebook.every_attempt(submission.exercise, submission.learner))
        mark = self._exercise_mark(standing, submission.exercise)
        self._write(attempts, len(attempts) - 1, mark, standing, self._basis(standing, submission.exercise, mark))

    def draw_learner(self, learner: str, only: str | None = None) -> None:
        """The pages of one learner that show something else by now: of attempts, and the learner's own.

        `only` is the one page, by its name in OUT, that is looked at.
        """
        for standing in learner_scores(self._gradebook, learner=learner):
            mark = self._mark(standing)
            stale = {
                name: basis for name, basis in self._stale(standing, mark, every=False).items() if only in {None, name}
            }
            if stale:
                entries = self._gradebook.every_attempt(learner=learner)  # read last: no older than the basis
                own = [entry for entry in entries if entry.result.submission.exercise in self._exercises]
                self._draw(standing, mark, own, stale)

    def draw_stale(self, *, every: bool) -> Iterator[Entry]:
        """The entry of each last attempt, sorted by learner and exercise, once all pages of its learner are drawn.

        Drawn are those that show something else by now, or `every` one.
        """
        standings = learner_scores(self._gradebook)
        first = next(standings, None)  # read before the entries, which are no older than any basis then
        entries = groupby(self._gradebook.every_attempt(), key=lambda entry: entry.result.submission.learner)
        waiting = next(entries, None)
        for standing in chain(() if first is None else (first,), standings):
            while waiting is not None and waiting[0] < standing.learner:
                waiting = next(entries, None)  # of somebody whose first result came in between
            own: list[Entry] = []
            if waiting is not None and waiting[0] == standing.learner:
                own = [entry for entry in waiting[1] if entry.result.submission.exercise in self._exercises]
                waiting = next(entries, None)
            mark = self._mark(standing)
            self._draw(standing, mark, own, self._stale(standing, mark, every=every))
            yield from {entry.result.submission.exercise: entry for entry in own}.values()

    def _mark(self, standing: LearnerScores) -> CourseMark:
        return marks_of(standing, self._assignments, now=datetime.now(UTC))

    def _stale(self, standing: LearnerScores, mark: CourseMark, *, every: bool) -> Mapping[str, str]:
        """The learner's pages, by name, that were drawn from another basis than is given, or `every` one."""
        marks = {one.exercise: one for one in mark.exercises()}
        bases = {home_page_name(standing.learner): self._home_basis(standing, mark)}
        for exercise, group in groupby(standing.attempts, key=lambda one: one.exercise):
            if exercise in self._exercises:
                attempts, basis = list(group), self._basis(standing, exercise, marks.get(exercise))
                bases |= {_page_of(attempts, place): basis for place in range(len(attempts))}
        return {name: basis for name, basis in bases.items() if every or basis_of(self._out / name) != basis}

    def _draw(
        self, standing: LearnerScores, mark: CourseMark, entries: Sequence[Entry], stale: Mapping[str, str]
    ) -> None:
        """Draw those of a learner's pages that are `stale`, each with the basis that it has now."""
        marks = {one.exercise: one for one in mark.exercises()}
        for exercise, group in groupby(entries, key=lambda entry: entry.result.submission.exercise):
            attempts = list(group)
            for place in range(len(attempts)):
                if basis := stale.get(_page_of([entry.result.submission for entry in attempts], place)):
                    self._write(attempts, place, marks.get(exercise), standing, basis)
        if basis := stale.get(home_page_name(standing.learner)):
            self._write_home(mark, entries, basis)

    def _basis(self, standing: LearnerScores, exercise: str, mark: ExerciseMark | None) -> str:
        """A digest of what the pages of a learner's attempts at one exercise follow from."""
        return _digest(
            self._course.exercises,
            self._exercises[exercise].digest,
            self._assigned.get(exercise),
            self._assignments.zone,
            mark,
            [one for one in standing.attempts if one.exercise == exercise],
            sorted(_handed_in(standing)),
        )

    def _home_basis(self, standing: LearnerScores, mark: CourseMark) -> str:
        """A digest of what a learner's own page follows from."""
        digests = [self._exercises[name].digest for name in self._exercises]
        return _digest(self._course.title, self._course.lessons, digests, self._assignments, mark, standing.attempts)

    def _exercise_mark(self, standing: LearnerScores, exercise: str) -> ExerciseMark | None:
        """The mark of one exercise, without those of other assignments; None if nothing assigns it."""
        if exercise not in self._assigned:
            return None
        (mark,) = marks_for([self._assigned[exercise]], standing, self._assignments.zone, datetime.now(UTC))
        return next(one for one in mark.exercises if one.exercise == exercise)

    def _write(
        self,
        attempts: Sequence[Entry],
        place: int,
        mark: ExerciseMark | None,
        standing: LearnerScores,
        basis: str,
    ) -> None:
        """The page of one of the attempts at an exercise; without what ran, if that can't be drawn."""
        path = self._out / _page_of([entry.result.submission for entry in attempts], place)
        handed_in = _handed_in(standing)
        try:
            with refusing("what ran, for its page", but=(OSError,)):
                page = self._page(attempts, place, mark, handed_in)
                write_learner(replace(page, basis=basis), path)
        except ThingRefused:
            log.exception("%s: could not be drawn with what ran", path.name)
            page = self._page(attempts, place, mark, handed_in, bare=True)
            write_learner(replace(page, basis=basis), path)

    def _page(
        self,
        attempts: Sequence[Entry],
        place: int,
        mark: ExerciseMark | None,
        handed_in: set[str],
        *,
        bare: bool = False,
    ) -> LearnerPage:
        entry = attempts[place]
        exercise = self._exercises[entry.result.submission.exercise]
        reference = self._reference(entry.reference_key)
        if reference is None:
            raise StorageError(
                f"{self._out / RUNS}: the reference's run of {exercise.id} is missing; grade into {self._out} again"
            )
        standing = Standing(
            mark=mark_view(mark, self._assigned[exercise.id], self._assignments.zone) if mark else None,
            trail=self._trail(attempts, place, handed_in),
            progress=self._progress(attempts[place - 1], entry) if place and not bare else None,
            zone=self._assignments.zone,
        )
        lessons = self._course.lesson_names
        run = entry.run if bare else self._run(entry)
        return learner_page(entry.result, run, exercise, reference, lessons=lessons, standing=standing)

    def _trail(self, attempts: Sequence[Entry], place: int, handed_in: set[str]) -> Trail:
        submission = attempts[place].result.submission
        return trail_of(
            learner=submission.learner,
            exercise=submission.exercise,
            attempt=submission.attempt,
            attempts=[entry.result.submission.attempt for entry in attempts],
            course=self._course.exercises,
            handed_in=handed_in,
            title=lambda name: self._exercises[name].title,
        )

    def _progress(self, before: Entry, after: Entry) -> Progress:
        return progress(before.result, self._run(before), after.result, self._run(after))

    def _write_home(self, mark: CourseMark, entries: Sequence[Entry], basis: str) -> None:
        page = home_page(
            title=self._course.title,
            lessons=self._course.lessons,
            causes=self._course.causes,
            exercises=self._exercises,
            assignments=self._assignments,
            mark=mark,
            results=[entry.result for entry in entries],
        )
        write_home(replace(page, basis=basis), self._out / home_page_name(mark.learner))

    def _run(self, entry: Entry) -> Run:
        """The run with all that it showed, which the gradebook has not."""
        return entry.run if entry.run.cells else self._store.get(entry.run.key) or entry.run

    def _reference(self, key: str) -> Run | None:
        if key not in self._references:
            self._references[key] = self._store.get(key)
        return self._references[key]


def _page_of(attempts: Sequence[AttemptScore | Submission], place: int) -> str:
    """The page's name: the last attempt has that of the exercise, so that links to it lead to the newest."""
    one = attempts[place]
    if place == len(attempts) - 1:
        return page_name(one.learner, one.exercise)
    return attempt_page_name(one.learner, one.exercise, one.attempt)


def _handed_in(standing: LearnerScores) -> set[str]:
    """The exercises that a learner has results of."""
    return {one.exercise for one in standing.attempts}


def _digest(*facts: object) -> str:
    return sha256(repr(facts).encode(errors="surrogatepass")).hexdigest()[:_DIGITS]
