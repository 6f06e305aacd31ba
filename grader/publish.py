"""From OUT's gradebook and runs to OUT's pages and results.jsonl. Runs nothing; can be repeated anywhere.

gradebook.sqlite            every submission, run, result and finding; one transaction a result
runs/                       runs by content key, the references' too, so that pages can be drawn again anywhere
files/                      what was handed in, by content, so that it can be judged again
insight.json                what the results tell about exercises and criteria
not_graded.json             what lay in the folder and was no submission
results.jsonl               one result a line
exports/                    what `grader export` writes where no other place is named
index.html, learners/       the pages; a learner's is drawn again where its result is newer
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from grader.errors import StorageError
from grader.files import whole, write_whole
from grader.gradebook import Entry, Gradebook
from grader.insight import write_insight
from grader.intake.folder import Problem
from grader.model import Result, Run
from grader.results import line_of
from grader.run.store import Store
from grader.spec import Course, load_exercise
from reports.cohort import cohort_page
from reports.names import page_name
from reports.pages import learner_page
from reports.render import write_cohort, write_learner
from reports.states import State, state_of

GRADEBOOK = "gradebook.sqlite"
RUNS = "runs"
FILES = "files"
RESULTS = "results.jsonl"
NOT_GRADED = "not_graded.json"
EXPORTS = "exports"


class NotGraded(msgspec.Struct, frozen=True):
    """A file that was no submission, as the cohort's page tells it."""

    path: str
    reason: str
    nearest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What OUT shows now."""

    page: Path
    """The cohort's."""
    states: Mapping[str, Counter[State]]
    """Exercise to how many submissions of it stand how."""

    @property
    def unscored(self) -> int:
        """Submissions that a fault of ours kept from being judged."""
        return sum(counter[State.OURS] for counter in self.states.values())


def keep_problems(out: Path, problems: Sequence[Problem]) -> None:
    """Note what was not graded, for this and later drawings of the cohort's page."""
    noted = [NotGraded(os.fsencode(one.path).decode(errors="replace"), one.reason, one.nearest) for one in problems]
    write_whole(out / NOT_GRADED, msgspec.json.encode(noted) + b"\n")


class Press:
    """Draws the pages of one OUT. Any method raises `StorageError` where a file can't be read or written."""

    def __init__(self, out: Path, course: Course) -> None:
        self._out = out
        self._course = course
        self._title = course.title
        self._lessons = course.lesson_names
        self._exercises = {name: load_exercise(course.root, name) for name in course.exercises}
        self._store = Store(out / RUNS)
        self._references: dict[str, Run | None] = {}

    def draw(self, entry: Entry) -> None:
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

    def finish(self, gradebook: Gradebook, *, every: bool) -> Published:
        """Put results.jsonl, insight.json and the cohort's page in place.

        Learners' pages older than their result are drawn too, or `every` one.
        """
        states: dict[str, Counter[State]] = defaultdict(Counter)
        handed_in = set(gradebook.exercises())
        with whole(self._out / RESULTS) as lines:
            page = cohort_page(
                title=self._title,
                lessons=self._lessons,
                exercises=[exercise for name, exercise in self._exercises.items() if name in handed_in],
                results=_counted(self._shown(gradebook, lines, every=every), states),
                insight=write_insight(self._out, gradebook, self._course),
                problems=_problems(self._out),
            )
        return Published(page=write_cohort(page, self._out), states=states)

    def _shown(self, gradebook: Gradebook, lines: BinaryIO, *, every: bool) -> Iterator[Result]:
        """Each result, once its page is drawn and its line written."""
        for entry in gradebook.entries():
            if entry.result.submission.exercise in self._exercises:
                if every or self._is_stale(entry):
                    self.draw(entry)
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


def _problems(out: Path) -> tuple[Problem, ...]:
    """What an earlier `keep_problems` noted."""
    try:
        noted = msgspec.json.decode((out / NOT_GRADED).read_bytes(), type=tuple[NotGraded, ...])
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.MsgspecError) as error:
        raise StorageError(f"{out / NOT_GRADED}: cannot be read ({error}); remove it and grade again") from error
    return tuple(Problem(path=Path(one.path), reason=one.reason, nearest=one.nearest) for one in noted)
