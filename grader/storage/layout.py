"""The names of what lies in OUT, the folder into which a cohort is graded; and who may read it.

gradebook.sqlite            every submission, run, result and finding; one transaction a result
runs/                       runs by content key, the references' too, so that pages can be drawn again anywhere
files/                      what was handed in, by content, so that it can be judged again
identities.csv              the person behind each pseudonym
access.sqlite               who was invited to the service, and digests of what they sign in with
insight.json                what the results show about exercises and criteria
not_graded.json             what lay in the folder and was not a submission
results.jsonl               one result a line
exports/                    what `grader export` writes if no other place is named
index.html, marks.html      the pages that show all learners: what is to be done, and the marks
exercises/                  a page for each exercise
learners/                   a page for each attempt, and index.html for each learner; drawn again if marks changed
course/                     the course as a service took it when it started

Only OUT's owner may read its files, unless a command says otherwise: `set_access` opens them to a group, or learners'
pages to everybody. The pages that show all learners together are never for everybody.
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
"""Beside the learners' folders of a cohort: when each file was handed in."""


def lesson_of(exercise: str, lessons: Mapping[str, str]) -> str:
    """What people call a lesson, or the lesson of an exercise, by the id: "lesson 6, Multi-layer".

    A rule, or a result of long ago, may name a lesson that the course has not: that one's id is made readable.
    """
    lesson = exercise.partition("/")[0]
    return lessons.get(lesson) or lesson.replace("_", " ")


def page_name(learner: str, exercise: str) -> str:
    """`learners/<learner>-<hash>/<lesson>-<exercise>.html`, safe on any file system and never shared by two."""
    return f"{LEARNERS}/{folder_name(learner)}/{_exercise(exercise)}.html"


def exercise_page_name(exercise: str) -> str:
    """`exercises/<lesson>-<exercise>.html`."""
    return f"{EXERCISE_PAGES}/{_exercise(exercise)}.html"


def attempt_page_name(learner: str, exercise: str, attempt: int) -> str:
    """The page of an attempt that a later one followed, beside the page of the last: `…-attempt-1.html`."""
    return f"{page_name(learner, exercise).removesuffix('.html')}-attempt-{attempt}.html"


def home_page_name(learner: str) -> str:
    """`learners/<learner>-<hash>/index.html`, the learner's own page: all exercises, beside the page of each."""
    return f"learners/{folder_name(learner)}/index.html"


def folder_name(learner: str) -> str:
    """`<learner>-<hash>`, safe on any file system and never shared by two."""
    return _short(slug(learner, otherwise="learner"), learner)


def _exercise(exercise: str) -> str:
    """Lesson and name; with a hash where these letters would also spell another exercise."""
    spelled = "-".join(slug(part, otherwise="exercise") for part in exercise.split("/")[-2:])
    return spelled if spelled.replace("-", "/") == exercise else _short(spelled, exercise)


def _short(spelled: str, text: str) -> str:
    """The slug with ten hexadecimal digits of the text it stands for, which may not be encodable."""
    return f"{spelled}-{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()[:10]}"


# Who may read.

_NAMES = (
    *(f"{GRADEBOOK}{suffix}" for suffix in ("", "-wal", "-shm", ".lock")),
    *(COHORT_PAGE, EXERCISE_PAGES, EXPORTS, FILES, IDENTITIES, INSIGHT, LEARNERS, MARKS_PAGE, NOT_GRADED),
    *(RESULTS, RUNS),
)
_GROUP = {True: 0o050, False: 0o040}
_PUBLIC = {True: 0o011, False: 0o044}
"""What is added to the owner's rights on a folder, and on a file. Nobody else may list a folder: names are its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may read beside the owner."""

    group: int | None = None
    """The number of a group of assistants; they may read everything."""
    public: bool = False
    """Whether everybody, as a web server, may read the pages of learners."""


def access_of(group: str | None, *, public: bool = False) -> Access:
    """The access that the command line asks for. Raises `SpecError` if there is no such group."""
    if group is None:
        return Access(public=public)
    try:
        return Access(group=grp.getgrnam(group).gr_gid, public=public)
    except KeyError as error:
        raise SpecError(f"--group {group}: this system has no such group; `getent group` lists all groups") from error


def set_access(out: Path, access: Access) -> None:
    """Let those read OUT's files whom `access` names, and nobody else.

    Raises:
        StorageError: somebody else's file lies there, or the owner is not in the group.
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
