"""A file handed in by a copy of it, in a folder or in a git repository: <account>/<lesson>/<exercise>.ipynb or .py.

`grader grade` takes a folder of that layout. A later hand-in replaces the earlier one, and becomes the next attempt.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from getpass import getuser
from pathlib import Path, PurePosixPath

from grader.commands.git_remote import GitRemote
from grader.commands.receipts import Receipt
from grader.course import Course
from grader.course.hand_in import shown_address
from grader.errors import SpecError, SystemFault
from grader.intake.exercise_of_file import ExerciseResolver
from grader.intake.folder import SUFFIXES
from grader.intake.hand_in import tidy_name
from grader.intake.members import RefusedError
from grader.reader.reader import Reader
from grader.util.files import bytes_of

FOR_GROUP = 0o027
"""Takes from new files what others than their owner and group could do, so that other learners read nothing."""


def submit_to_folder(path: Path, course: Course, to: str) -> Receipt:
    """The receipt of a file that now lies in the folder. Raises `SpecError` and `SystemFault`."""
    content, exercise = _answer(path, course)
    folder = (course.root / Path(to).expanduser()).resolve()
    if not folder.is_dir():
        raise SystemFault(
            f"not handed in: {folder}: this computer has no such folder; if it lies on a network drive, "
            "connect the drive and try again"
        )
    place = folder / _place(exercise, path)
    again = place.is_file() and bytes_of(place) == content
    if not again:
        _copy(content, place)
    return Receipt.of_copy(exercise, content, str(place), again=again)


def submit_to_git(path: Path, course: Course, to: str) -> Receipt:
    """The receipt of a file that a git remote now has. Raises `SpecError` and `SystemFault`."""
    content, exercise = _answer(path, course)
    place = _place(exercise, path)
    with GitRemote.open(to, course.root, account=place.parts[0]) as remote:
        commit, again = remote.put(place.as_posix(), content, instead_of=[one.as_posix() for one in _others(place)])
    where = f"{place} in commit {commit[:12]} of {shown_address(remote.address)}"
    return Receipt.of_copy(exercise, content, where, again=again)


def _answer(path: Path, course: Course) -> tuple[bytes, str]:
    """The content of a file, and the exercise that it is for. Raises `SpecError` where that isn't known."""
    if path.suffix.casefold() not in SUFFIXES:
        raise SpecError(f"not handed in: {path}: neither a notebook (.ipynb) nor a script (.py)")
    content, reader = bytes_of(path), Reader()
    try:
        exercise, _ = ExerciseResolver(course.exercises, reader).exercise(content, path.parts[-2:])
    except RefusedError as refused:
        raise SpecError(
            f"not handed in: {path}: it is not known which exercise of this course this is for; work in the copy that "
            "`grader lab` makes, which says so, or name the file like it"
        ) from refused
    finally:
        reader.close()
    return content, exercise


def _place(exercise: str, path: Path) -> PurePosixPath:
    """Where hand-ins lie that `grader grade` finds."""
    return PurePosixPath(_account(), f"{exercise}{path.suffix.casefold()}")


def _others(place: PurePosixPath) -> Iterator[PurePosixPath]:
    """Where an earlier hand-in lies that is a script if this one is a notebook, and the other way round."""
    return (place.with_suffix(suffix) for suffix in SUFFIXES if suffix != place.suffix)


def _account() -> str:
    """The name of the account on this computer, as a folder's name. Raises `SpecError` where there is none."""
    try:
        name = tidy_name(getuser()).replace("/", "_").lstrip(".")
    except (OSError, KeyError):
        name = ""
    if not name:
        raise SpecError("not handed in: this computer does not say whose account this is; set the variable LOGNAME")
    return name


def _copy(content: bytes, place: Path) -> None:
    """Put a file in place, whole or not at all, readable by the group that the folder gives it."""
    partial = place.with_name(f".{place.name}.partial")
    try:
        with _umask(FOR_GROUP):
            place.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        partial.replace(place)
        for other in _others(PurePosixPath(place)):
            Path(other).unlink(missing_ok=True)
    except OSError as error:
        with suppress(OSError):  # what kept it from being written may keep it from being looked for
            partial.unlink()
        raise SystemFault(
            f"not handed in: {place}: cannot be written ({error.strerror}); is the folder read-only, or its disk full? "
            "Tell your instructor"
        ) from error


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)
