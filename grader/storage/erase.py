"""Removes a person from OUT: gradebook, pages, results, runs, submitted files, identity.

Theory of operation. Files about all learners (the cohort's page, results.jsonl, insight.json) are removed, and can be
made again without the person. Exports contain everybody too. They are removed, and can be exported again. In `runs/`
and `files/`, everything is removed to which nobody else's row refers, including leftovers of a killed process. The
gradebook's rows are removed last, because they show what else there is. Until everything is done, a note in OUT names
the person who is being forgotten, so that the same command completes an interrupted removal. Then OUT is searched.
"""

import os
import re
import shutil
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.errors import StorageError
from grader.gradebook import Gradebook
from grader.storage import layout
from grader.storage.folder import Problem, read_not_graded, read_record, write_not_graded
from grader.storage.identities import identities_of, write_identities
from grader.storage.runs import RunStore
from grader.storage.submissions import SubmissionStore
from grader.util.files import write_whole

UNFINISHED = ".forgetting"
"""The note in OUT with the person who is being forgotten."""
PAGES = layout.page_name("", "").partition("/")[0]
MADE_AGAIN = (layout.COHORT_PAGE, layout.RESULTS, layout.INSIGHT)
"""Files about everybody that `grader report` makes."""
_HALF_WRITTEN = ("proposal.", *MADE_AGAIN, layout.NOT_GRADED, layout.IDENTITIES, ".part")
"""Parts of the hidden names of files and folders that a killed process left in OUT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedLearner:
    """The person who is being forgotten."""

    learner: str
    name: str
    """The name in identities.csv; empty if it has none."""


def unfinished_erasure(out: Path) -> ErasedLearner | None:
    """The person whose removal was interrupted earlier. Raises `StorageError`."""
    return read_record(out / UNFINISHED, ErasedLearner, otherwise="forget the learner again")


def erase_learner(out: Path, book: Gradebook, person: ErasedLearner, *, exports: Collection[str]) -> None:
    """Remove everything about a person in OUT. Raises `StorageError`; calling this again continues.

    `exports` are the names that the grader's own exports have in OUT/exports.
    """
    learner = person.learner
    write_whole(out / UNFINISHED, msgspec.json.encode(person))
    with _faults(out):
        for name in MADE_AGAIN:
            (out / name).unlink(missing_ok=True)
        shutil.rmtree(out / layout.page_name(learner, "any").rpartition("/")[0], onerror=_unless_gone)
        for path in list(out.glob(".*")):
            if any(one in path.name for one in _HALF_WRITTEN):
                _remove(path)
        for path in list((out / layout.EXPORTS).glob("*")):
            if path.name in exports or (path.name.startswith(".") and any(export in path.name for export in exports)):
                _remove(path)
        kept = book.remaining_references(without=learner)
        RunStore(out / layout.RUNS).keep_only(kept.runs)
        SubmissionStore(out / layout.FILES).keep_only(kept.files)
    noted = read_not_graded(out)
    problems = [one for one in noted if not is_about_person(one, person)]
    if len(problems) < len(noted):
        write_not_graded(out, problems)
    known = identities_of(out)
    if known.pop(learner, None):
        write_identities(out / layout.IDENTITIES, known.values())
    book.forget(learner)


def finish_erasure(out: Path) -> None:
    """Remove the note after everything is done."""
    (out / UNFINISHED).unlink(missing_ok=True)


def files_mentioning(out: Path, person: ErasedLearner, *, gradebook: Collection[str]) -> Iterator[Path]:
    """Yield files in OUT that still contain the pseudonym or the name. `gradebook`, others' runs, files and pages are
    not searched, nor is the copy of the course, which may use such a name for something else.
    """
    words = [one.encode() for one in (person.learner, person.name) if one]
    for folder, folders, files in os.walk(out):
        if Path(folder) == out:
            folders[:] = [one for one in folders if one not in {layout.RUNS, layout.FILES, PAGES, layout.COURSE_COPY}]
        for name in sorted(files):
            path = Path(folder, name)
            if name not in {*gradebook, UNFINISHED} and _holds(path, words):
                yield path


def reasons_mentioning(book: Gradebook, person: ErasedLearner) -> Iterator[str]:
    """Yield reasons that instructors gave for something else and that mention the person."""
    words = [one.casefold() for one in (person.learner, person.name) if one]

    def said(why: str) -> bool:
        return any(re.search(rf"\b{re.escape(word)}\b", why.casefold()) for word in words)

    yield from (f"decision {decision.id}" for decision in book.decisions() if said(decision.why))
    yield from (f"regrade {regrade.id}" for regrade in book.regrades() if said(regrade.why))


def learner_folders(paths: Iterable[Path], learner: str) -> list[Path]:
    """The folders that contained a learner's files: the paths up to the learner's name, or else each file's folder."""
    found = set()
    for path in paths:
        places = [parent for parent in path.parents if unicodedata.normalize("NFC", parent.name) == learner]
        found.add(places[0] if places else path)
    return sorted(found)


def tables_mentioning(homes: Iterable[Path], person: ErasedLearner) -> list[Path]:
    """The tables next to those folders that have a line about the person."""
    beside = {home.parent / name for home in homes for name in (layout.IDENTITIES, layout.SUBMITTED)}
    words = [one.encode() for one in (person.learner, person.name) if one]
    return sorted(path for path in beside if path.is_file() and _holds(path, words))


def is_about_person(problem: Problem, person: ErasedLearner) -> bool:
    """Whether something that was not graded belonged to that person."""
    parts = {unicodedata.normalize("NFC", part) for part in problem.path.parts}
    named = any(f"'{one}'" in problem.reason for one in (person.learner, person.name) if one)
    return named or not parts.isdisjoint({person.learner, person.name} - {""})


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _unless_gone(_: object, __: str, raised: tuple[type, BaseException, object]) -> None:
    if not isinstance(raised[1], FileNotFoundError):
        raise raised[1]


def _holds(path: Path, words: Collection[bytes]) -> bool:
    longest = max(len(word) for word in words)
    try:
        with path.open("rb") as file:
            tail = b""
            while chunk := file.read(2**20):
                if any(word in tail + chunk for word in words):
                    return True
                tail = chunk[-longest:]
    except OSError:
        return False
    return any(word in os.fsencode(path.name) for word in words)


@contextmanager
def _faults(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        fault = f"{error.filename or out}: cannot be removed ({error.strerror})"
        raise StorageError(f"{fault}; remove it, and run the same command again") from error
