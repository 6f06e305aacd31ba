"""From OUT's gradebook and runs to OUT's pages and results.jsonl. Runs nothing; can be repeated anywhere.

gradebook.sqlite            every submission, run, result and finding; one transaction a result
runs/                       runs by content key, the references' too, so that pages can be drawn again anywhere
not_graded.json             what lay in the folder and was no submission
results.jsonl               one result a line
index.html, learners/       the pages; a learner's is drawn again where its result is newer
"""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.errors import StorageError
from grader.files import write_whole
from grader.gradebook import Entry, Gradebook
from grader.intake.folder import Problem
from grader.model import Exercise, Run
from grader.results import write_jsonl
from grader.run.store import Store
from grader.spec import Course, load_exercise
from reports import pages
from reports.names import page_name
from reports.render import write_cohort, write_learner

GRADEBOOK = "gradebook.sqlite"
RUNS = "runs"
RESULTS = "results.jsonl"
NOT_GRADED = "not_graded.json"


class NotGraded(msgspec.Struct, frozen=True):
    """A file that was no submission, as the cohort's page tells it."""

    path: str
    reason: str
    nearest: str | None


def keep_problems(out: Path, problems: Sequence[Problem]) -> None:
    """Note what was not graded, for this and later drawings of the cohort's page."""
    noted = [NotGraded(os.fsencode(one.path).decode(errors="replace"), one.reason, one.nearest) for one in problems]
    write_whole(out / NOT_GRADED, msgspec.json.encode(noted) + b"\n")


def publish(out: Path, course: Course, gradebook: Gradebook, *, every: bool) -> Path:
    """Where the cohort's page now lies. Learners' pages are drawn where they are older than their result, or `every`.

    Raises:
        StorageError: a file can't be read or written.
    """
    store = Store(out / RUNS)
    exercises = {name: load_exercise(course.root, name) for name in course.exercises}
    references: dict[str, Run | None] = {}
    entries = [entry for entry in gradebook.entries() if entry.result.submission.exercise in exercises]
    for entry in entries:
        if entry.reference_key not in references:
            references[entry.reference_key] = store.get(entry.reference_key)
        if every or _is_stale(out, entry):
            exercise = exercises[entry.result.submission.exercise]
            _draw(out, entry, exercise, store, references[entry.reference_key])
    write_jsonl(out / RESULTS, entries)
    handed_in = {entry.result.submission.exercise for entry in entries}
    page = pages.cohort_page(
        title=course.title,
        exercises=[exercise for name, exercise in exercises.items() if name in handed_in],
        results=[entry.result for entry in entries],
        problems=_problems(out),
    )
    return write_cohort(page, out)


def _page(out: Path, entry: Entry) -> Path:
    return out / page_name(entry.result.submission.learner, entry.result.submission.exercise)


def _is_stale(out: Path, entry: Entry) -> bool:
    """Whether a page is missing, or was drawn before its result was there."""
    try:
        return _page(out, entry).stat().st_mtime < entry.result.graded.timestamp()
    except FileNotFoundError:
        return True


def _draw(out: Path, entry: Entry, exercise: Exercise, store: Store, reference: Run | None) -> None:
    if reference is None:
        raise StorageError(f"{out / RUNS}: the reference's run of {exercise.id} is missing; grade into {out} again")
    run = store.get(entry.run.key) or entry.run
    path = write_learner(pages.learner_page(entry.result, run, exercise, reference), out)
    os.utime(path)


def _problems(out: Path) -> tuple[Problem, ...]:
    """What an earlier `keep_problems` noted."""
    try:
        noted = msgspec.json.decode((out / NOT_GRADED).read_bytes(), type=tuple[NotGraded, ...])
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.MsgspecError) as error:
        raise StorageError(f"{out / NOT_GRADED}: cannot be read ({error}); remove it and grade again") from error
    return tuple(Problem(path=Path(one.path), reason=one.reason, nearest=one.nearest) for one in noted)
