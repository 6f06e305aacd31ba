"""All pages of learners, drawn from a gradebook and its runs: each attempt's, and each learner's own. Runs nothing."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from grader.course import Course
from grader.errors import StorageError
from grader.gradebook import Entry, Gradebook
from grader.gradebook.streams import LearnerScores, learner_scores
from grader.marks.aggregate import marks_for, marks_of
from grader.marks.assignments_file import ASSIGNMENTS
from grader.marks.records import Assignments, CourseMark, ExerciseMark
from grader.model import Exercise, Run
from grader.storage.layout import RUNS, attempt_page_name, home_page_name, page_name
from grader.storage.runs import RunStore
from reports.home import home_page
from reports.learner import LearnerPage, Standing, learner_page
from reports.mark import mark_view
from reports.progress import Progress, progress
from reports.render import write_home, write_learner
from reports.trail import Trail, trail_of

_NEVER = datetime.min.replace(tzinfo=UTC)


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
        self._write(attempts, len(attempts) - 1, mark, {one.exercise for one in standing.attempts})

    def draw_learner(self, learner: str) -> None:
        """The pages of one learner that are older than what they show: of attempts, and the learner's own."""
        for standing in learner_scores(self._gradebook, learner=learner):
            entries = self._gradebook.every_attempt(learner=learner)
            own = [entry for entry in entries if entry.result.submission.exercise in self._exercises]
            self._draw_learner(standing, own, every=False)

    def draw_stale(self, *, every: bool) -> Iterator[Entry]:
        """The entry of each last attempt, sorted by learner and exercise, once all pages of its learner are drawn.

        Drawn are those that are older than what they show, or `every` one.
        """
        entries = groupby(self._gradebook.every_attempt(), key=lambda entry: entry.result.submission.learner)
        waiting = next(entries, None)
        for standing in learner_scores(self._gradebook):
            own: list[Entry] = []
            if waiting is not None and waiting[0] == standing.learner:
                own = [entry for entry in waiting[1] if entry.result.submission.exercise in self._exercises]
                waiting = next(entries, None)
            self._draw_learner(standing, own, every=every)
            yield from {entry.result.submission.exercise: entry for entry in own}.values()

    def _draw_learner(self, standing: LearnerScores, entries: Sequence[Entry], *, every: bool) -> None:
        mark = marks_of(standing, self._assignments, now=datetime.now(UTC))
        marks = {one.exercise: one for one in mark.exercises()}
        changed = self._changed(standing)
        handed_in = {entry.result.submission.exercise for entry in entries}
        for exercise, group in groupby(entries, key=lambda entry: entry.result.submission.exercise):
            attempts = list(group)
            newest = max(changed, *(entry.result.graded for entry in attempts))
            for place in range(len(attempts)):
                if every or self._is_older(_page_of(attempts, place), newest):
                    self._write(attempts, place, marks.get(exercise), handed_in)
        newest = max((changed, _passed(mark), *(entry.result.graded for entry in entries)))
        if every or self._is_older(home_page_name(standing.learner), newest):
            self._write_home(mark, entries)

    def _exercise_mark(self, standing: LearnerScores, exercise: str) -> ExerciseMark | None:
        """The mark of one exercise, without those of other assignments; None where nothing assigns it."""
        if exercise not in self._assigned:
            return None
        (mark,) = marks_for([self._assigned[exercise]], standing, self._assignments.zone, datetime.now(UTC))
        return next(one for one in mark.exercises if one.exercise == exercise)

    def _changed(self, standing: LearnerScores) -> datetime:
        """When a decision or the assignments last changed what marks follow from."""
        try:
            written = datetime.fromtimestamp((self._course.root / ASSIGNMENTS).stat().st_mtime, UTC)
        except FileNotFoundError:
            written = _NEVER
        return max((written, *(decision.when for decision in standing.decisions)))

    def _is_older(self, name: str, than: datetime) -> bool:
        """Whether a page is missing, or was drawn before that."""
        try:
            return (self._out / name).stat().st_mtime < than.timestamp()
        except FileNotFoundError:
            return True

    def _write(self, attempts: Sequence[Entry], place: int, mark: ExerciseMark | None, handed_in: set[str]) -> None:
        """The page of one of the attempts at an exercise."""
        page = self._page(attempts, place, mark, handed_in)
        os.utime(write_learner(page, self._out / _page_of(attempts, place)))

    def _page(
        self, attempts: Sequence[Entry], place: int, mark: ExerciseMark | None, handed_in: set[str]
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
            progress=self._progress(attempts[place - 1], entry) if place else None,
            zone=self._assignments.zone,
        )
        lessons = self._course.lesson_names
        return learner_page(entry.result, self._run(entry), exercise, reference, lessons=lessons, standing=standing)

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

    def _write_home(self, mark: CourseMark, entries: Sequence[Entry]) -> None:
        page = home_page(
            title=self._course.title,
            lessons=self._course.lessons,
            exercises=self._exercises,
            assignments=self._assignments,
            mark=mark,
            results=[entry.result for entry in entries],
        )
        os.utime(write_home(page, self._out / home_page_name(mark.learner)))

    def _run(self, entry: Entry) -> Run:
        """The run with all that it showed, which the gradebook has not."""
        return entry.run if entry.run.cells else self._store.get(entry.run.key) or entry.run

    def _reference(self, key: str) -> Run | None:
        if key not in self._references:
            self._references[key] = self._store.get(key)
        return self._references[key]


def _page_of(attempts: Sequence[Entry], place: int) -> str:
    """The page's name: the last attempt has that of the exercise, so that links to it lead to the newest."""
    submission = attempts[place].result.submission
    if place == len(attempts) - 1:
        return page_name(submission.learner, submission.exercise)
    return attempt_page_name(submission.learner, submission.exercise, submission.attempt)


def _passed(mark: CourseMark) -> datetime:
    """The last due date that has passed: from then on, what is missing counts."""
    now = datetime.now(UTC)
    return max((one.due.at for one in mark.exercises() if one.due and one.due.at <= now), default=_NEVER)
