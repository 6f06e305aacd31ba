"""The names of everything in OUT, the folder into which a cohort is graded, and who may read it.

gradebook.sqlite            every submission, run, result and finding; one transaction per result
runs/                       runs by content key, including the references', so that pages can be drawn again anywhere
files/                      submitted files, by content, so that they can be judged again
identities.csv              the person behind each pseudonym
access.sqlite               people invited to the service, and digests of their secrets
insight.json                what the results show about exercises and criteria
not_graded.json             what was in the folder and was not a submission
results.jsonl               one result per line
exports/                    the default place for `grader export`
index.html, marks.html      the pages that show all learners: pending work, and the marks
exercises/                  a page for each exercise
learners/                   a page for each attempt, and index.html for each learner; drawn again if marks changed
course/                     the course as it was when a service started

Only OUT's owner may read its files, unless a command sets something different: `set_access` opens them to a group, or
learners' pages to everybody. The pages that show all learners together are never for everybody.
"""

import grp
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.errors import SpecError, StorageError
from grader.util.text import slug

# Names.

GRADEBOOK: Final = "gradebook.sqlite"
RUNS: Final = "runs"
FILES: Final = "files"
IDENTITIES: Final = "identities.csv"
ACCESS: Final = "access.sqlite"
INSIGHT: Final = "insight.json"
NOT_GRADED: Final = "not_graded.json"
RESULTS: Final = "results.jsonl"
EXPORTS: Final = "exports"
COHORT_PAGE: Final = "index.html"
MARKS_PAGE: Final = "marks.html"
EXERCISE_PAGES: Final = "exercises"
LEARNERS: Final = "learners"
COURSE_COPY: Final = "course"
SUBMITTED: Final = "submitted.csv"
"""The file next to a cohort's learners' folders with the time of each submission."""


def lesson_of(exercise: str, lessons: Mapping[str, str]) -> str:
    """The name of a lesson, or of the lesson of an exercise, from its id: "lesson 6, Multi-layer".

    A rule, or an old result, may name a lesson that the course does not have: then its id is made readable.
    """
    lesson = exercise.partition("/")[0]
    return lessons.get(lesson) or lesson.replace("_", " ")


def page_name(learner: str, exercise: str) -> str:
    """`learners/<learner>-<hash>/<lesson>-<exercise>.html`, safe on any file system and always unique."""
    return f"{LEARNERS}/{folder_name(learner)}/{_exercise(exercise)}.html"


def exercise_page_name(exercise: str) -> str:
    """`exercises/<lesson>-<exercise>.html`."""
    return f"{EXERCISE_PAGES}/{_exercise(exercise)}.html"


def attempt_page_name(learner: str, exercise: str, attempt: int) -> str:
    """The page of an attempt that is not the last, next to the page of the last: `…-attempt-1.html`."""
    return f"{page_name(learner, exercise).removesuffix('.html')}-attempt-{attempt}.html"


def home_page_name(learner: str) -> str:
    """`learners/<learner>-<hash>/index.html`, the learner's own page: all exercises, next to the page of each."""
    return f"learners/{folder_name(learner)}/index.html"


def folder_name(learner: str) -> str:
    """`<learner>-<hash>`, safe on any file system and always unique."""
    return _short(slug(learner, otherwise="learner"), learner)


def _exercise(exercise: str) -> str:
    """Lesson and name; with a hash if a different exercise would have the same letters."""
    spelled = "-".join(slug(part, otherwise="exercise") for part in exercise.split("/")[-2:])
    return spelled if spelled.replace("-", "/") == exercise else _short(spelled, exercise)


def _short(spelled: str, text: str) -> str:
    """The slug with ten hexadecimal digits of a hash of the text, which may not be encodable."""
    return f"{spelled}-{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()[:10]}"


# Who may read.

_NAMES = (
    *(f"{GRADEBOOK}{suffix}" for suffix in ("", "-wal", "-shm", ".lock")),
    *(COHORT_PAGE, EXERCISE_PAGES, EXPORTS, FILES, IDENTITIES, INSIGHT, LEARNERS, MARKS_PAGE, NOT_GRADED),
    *(RESULTS, RUNS),
)
_GROUP = {True: 0o050, False: 0o040}
_PUBLIC = {True: 0o011, False: 0o044}
"""The additional rights of others, on a folder and on a file. They can't list a folder: names are private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The people who may read in addition to the owner."""

    group: int | None = None
    """The number of a group of assistants, who may read everything."""
    public: bool = False
    """Whether everybody, for example through a web server, may read the pages of learners."""


def access_of(group: str | None, *, public: bool = False) -> Access:
    """The access that the command line asks for. Raises `SpecError` if there is no such group."""
    if group is None:
        return Access(public=public)
    try:
        return Access(group=grp.getgrnam(group).gr_gid, public=public)
    except KeyError as error:
        raise SpecError(f"--group {group}: this system has no such group; `getent group` lists all groups") from error


def set_access(out: Path, access: Access) -> None:
    """Give only the people in `access` the right to read OUT's files.

    Raises:
        StorageError: OUT contains somebody else's file, or the owner is not in the group.
    """
    try:
        for path in _paths(out):
            _set(path, access, public=access.public and path.is_relative_to(out / LEARNERS))
        mode = stat.S_IMODE(out.stat().st_mode)  # OUT itself may be more than ours, so it is never closed
        if access.group is not None:
            os.chown(out, -1, access.group)
            mode |= 0o050
        out.chmod(mode | (0o011 if access.public else 0))
    except OSError as error:
        fault = f"{error.filename}: its permissions can't be changed ({error.strerror})"
        raise StorageError(f"{fault}; you must own it and be in the group") from error


def _paths(out: Path) -> Iterator[Path]:
    for name in _NAMES:
        path = out / name
        if path.exists() and not path.is_symlink():
            yield path
        for folder, folders, files in os.walk(path):
            yield from (one for one in (Path(folder, name) for name in (*folders, *files)) if not one.is_symlink())


def _set(path: Path, access: Access, *, public: bool) -> None:
    before = path.stat()
    folder = stat.S_ISDIR(before.st_mode)
    mode = 0o700 if folder else 0o600
    if access.group is not None:
        mode |= _GROUP[folder]
        if before.st_gid != access.group:
            os.chown(path, -1, access.group)
    if public:
        mode |= _PUBLIC[folder]
    if stat.S_IMODE(before.st_mode) != mode:
        path.chmod(mode)
