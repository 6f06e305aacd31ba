"""The removal of a person from OUT: gradebook, pages, results, runs, what was handed in, who it was.

Theory of operation. Whatever is about all learners (the cohort's page, results.jsonl, insight.json) is removed, to be
made again without the person. Exports name everybody too. They are removed, and can be exported again. In
`runs/` and `files/` all goes that nobody else's row refers to, leftovers of a killed process included. The gradebook's
rows go last, as it is they that say what else there is; until all is done a note in OUT says who is being forgotten, so
that the same command ends what was cut off. Then OUT is searched.
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
"""The note in OUT that says who is being forgotten."""
PAGES = layout.page_name("", "").partition("/")[0]
MADE_AGAIN = (layout.COHORT_PAGE, layout.RESULTS, layout.INSIGHT)
"""Files about everybody that `grader report` makes."""
_HALF_WRITTEN = ("proposal.", *MADE_AGAIN, layout.NOT_GRADED, layout.IDENTITIES, ".part")
"""What stands in the hidden names of files and folders that a killed process left in OUT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedLearner:
    """Who is forgotten."""

    learner: str
    name: str
    """As identities.csv has it; empty if it has none."""


def unfinished_erasure(out: Path) -> ErasedLearner | None:
    """Whom an earlier command was cut off from forgetting. Raises `StorageError`."""
    return read_record(out / UNFINISHED, ErasedLearner, otherwise="forget the learner again")


def erase_learner(out: Path, book: Gradebook, person: ErasedLearner, *, exports: Collection[str]) -> None:
    """Remove all there is of a person in OUT. Raises `StorageError`; the same again goes on.

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
            if path.name in exports or (path.name.startswith(".") and any(one in path.name for one in exports)):
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
    """Take the note away, once all is done."""
    (out / UNFINISHED).unlink(missing_ok=True)


def files_mentioning(out: Path, person: ErasedLearner, *, gradebook: Collection[str]) -> Iterator[Path]:
    """Files in OUT that still hold the pseudonym or the name, but for `gradebook`, others' runs, files and pages, and
    the copy of the course, which says of Adam what it says.
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
    """Reasons that instructors gave for something else, and that mention the person."""
    words = [one.casefold() for one in (person.learner, person.name) if one]

    def said(why: str) -> bool:
        return any(re.search(rf"\b{re.escape(word)}\b", why.casefold()) for word in words)

    yield from (f"decision {one.id}" for one in book.decisions() if said(one.why))
    yield from (f"regrade {one.id}" for one in book.regrades() if said(one.why))


def learner_folders(paths: Iterable[Path], learner: str) -> list[Path]:
    """The folders in which a learner's files lay: what stands in `paths` up to the learner's name, or each file's."""
    found = set()
    for path in paths:
        places = [one for one in path.parents if unicodedata.normalize("NFC", one.name) == learner]
        found.add(places[0] if places else path)
    return sorted(found)


def tables_mentioning(homes: Iterable[Path], person: ErasedLearner) -> list[Path]:
    """Tables beside those folders that have a line on the person."""
    beside = {home.parent / name for home in homes for name in (layout.IDENTITIES, layout.SUBMITTED)}
    words = [one.encode() for one in (person.learner, person.name) if one]
    return sorted(path for path in beside if path.is_file() and _holds(path, words))


def is_about_person(problem: Problem, person: ErasedLearner) -> bool:
    """Whether something that was not graded was that person's."""
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
    longest = max(len(one) for one in words)
    try:
        with path.open("rb") as file:
            tail = b""
            while chunk := file.read(2**20):
                if any(one in tail + chunk for one in words):
                    return True
                tail = chunk[-longest:]
    except OSError:
        return False
    return any(one in os.fsencode(path.name) for one in words)


@contextmanager
def _faults(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        fault = f"{error.filename or out}: cannot be removed ({error.strerror})"
        raise StorageError(f"{fault}; remove it, and run the same command again") from error
