"""The course as it was when a service started: a copy in OUT, which is used to judge and show everything until it ends.

Theory of operation. Judging reads files of the course repeatedly: an exercise when somebody first hands it in, a
reference with a learner's own values, the due dates with each drawing. So a service copies the course to OUT/course
before it accepts a hand-in, and reads only the copy. Every process that uses the copy holds a shared lock; a service
updates the copy only if nobody holds the lock. So all services of one OUT use one copy. An instructor's edits take
effect at one moment: when all services have ended and one starts.

A file that has not changed is left as it is, so its modification time says since when it applies.

`CourseChanges.keep_up` reports, while a service runs, what was edited in the original course.
"""

import asyncio
import fcntl
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from grader.course.editions import FILE as EDITIONS
from grader.course.loader import PACKED, UNFINISHED
from grader.errors import SpecError, StorageError
from grader.storage.layout import COURSE_COPY
from grader.util.files import make_private_folder
from grader.util.logs import describe_error

_FOLDERS: Final = ("exercises", "solutions", PACKED)
_DATA: Final = "_data"
_Folder = tuple[int, int]
"""What distinguishes a folder from all others on this machine."""


@contextmanager
def taken_course(out: Path, origin: Path) -> Iterator[Path]:
    """The folder of OUT's copy of the course in `origin`, which does not change inside this context.

    Raises:
        SpecError: another service of OUT uses a copy that differs.
        StorageError: the copy can't be made.
    """
    copy = out / COURSE_COPY
    with kept_copy(out, alone=lambda: _update(copy, origin)):
        if changed := CourseChanges(origin, copy).look():
            raise SpecError(
                f"another service of {out} uses the course as it was when it started, and these files have changed "
                f"since: {', '.join(changed)}. End every service of {out} first; services that start after that use "
                "the current course"
            )
        yield copy


@contextmanager
def kept_copy(out: Path, *, alone: Callable[[], None] | None = None) -> Iterator[None]:
    """A context in which OUT's copy does not change; `alone` is called first if nobody else uses the copy.

    Raises `StorageError` if OUT can't be written.
    """
    path = out / f"{COURSE_COPY}.lock"
    with _faults(path):
        make_private_folder(out)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with _faults(path):
            if alone is not None and _is_alone(lock):
                alone()
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield
    finally:
        os.close(lock)


LOOK_S = 10.0
"""Seconds between checks of the course's files."""

log = logging.getLogger(__name__)


class CourseChanges:
    """Finds out which parts of a course differ from a copy. Reads a file again only if it was touched."""

    def __init__(self, origin: Path, copy: Path) -> None:
        self._origin = origin
        self._copy = copy
        self._same: dict[str, tuple[int, int, int]] = {}
        """The files that were found to be equal, each with the stamp that shows if it is touched."""
        self.edited: tuple[str, ...] = ()
        """What differed when `keep_up` last looked: exercises, and the paths of other files."""

    async def keep_up(self, stop: asyncio.Event) -> None:
        """Look regularly until `stop` is set."""
        while not stop.is_set():
            try:
                self.edited = await asyncio.to_thread(self.look)
            except StorageError as error:  # such as a file that is being put in place at that moment
                log.warning("%s", describe_error(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_S)

    def look(self) -> tuple[str, ...]:
        """What differs now, sorted: the ids of exercises, and the paths of files that belong to no exercise.

        Raises `StorageError` if a file can't be read.
        """
        with _faults(self._origin):
            now, kept = _files(self._origin), _files(self._copy)
            changed = {name for name in now & kept if self._differs(name)}
        return tuple(sorted({_owner_of(name) for name in changed | (now ^ kept)}))

    def _differs(self, name: str) -> bool:
        with suppress(FileNotFoundError):  # it is being replaced, and the next look finds the new one
            status = (self._origin / name).stat()
            touched = status.st_ino, status.st_ctime_ns, status.st_size
            if self._same.get(name) != touched:
                if not _are_same(self._origin / name, self._copy / name):
                    return True
                self._same[name] = touched
        return False


def _is_alone(lock: int) -> bool:
    """Take the lock exclusively if nobody else holds it; returns whether it was taken."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _update(copy: Path, origin: Path) -> None:
    """Make the copy equal to the course. Files that a killed service copied in part differ, so they are copied
    again.
    """
    now, kept = _files(origin), _files(copy)
    for name in kept - now:
        (copy / name).unlink()
    for folder, _, _ in os.walk(copy, topdown=False):
        with suppress(OSError):  # it is not empty
            Path(folder).rmdir()
    make_private_folder(copy)
    for name in now:
        if name not in kept or not _are_same(origin / name, copy / name):
            _make_folder((copy / name).parent)
            shutil.copyfile(origin / name, copy / name)
            (copy / name).chmod(0o644)


def _make_folder(folder: Path) -> None:
    """Make a folder that everybody may read: kernels may run as another user. Others still can't enter OUT/course."""
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir()
        folder.chmod(0o755)


def _are_same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()


def _files(root: Path) -> set[str]:
    """The paths, relative to a course's folder, of all files that belong to the course."""
    found = {EDITIONS} if (root / EDITIONS).is_file() else set[str]()
    for name in _FOLDERS:
        if (root / name).is_dir():
            found.update(os.path.relpath(path, root) for path in _below(root / name, frozenset()))
    return found


def _below(folder: str | Path, above: frozenset[_Folder]) -> Iterator[str]:
    """The files in a folder, except those that editors and notebooks leave there, and links to fetched data."""
    status = Path(folder).stat()
    here = status.st_dev, status.st_ino
    with os.scandir(folder) as entries:
        for one in entries if here not in above else ():  # a link may lead back up
            is_hidden = one.name.startswith(".") and one.name != UNFINISHED
            if is_hidden or one.name == "__pycache__" or one.name.endswith("~"):
                continue
            if one.is_symlink() and Path(folder).name == _DATA:
                continue
            if one.is_dir():
                yield from _below(one.path, above | {here})
            elif one.is_file():
                yield one.path


def _owner_of(name: str) -> str:
    """The exercise that a file of the course belongs to, or else its path; all data files share one path."""
    top, *rest = name.split("/")
    if len(rest) > 1 and not rest[0].startswith("_"):
        return f"{rest[0]}/{rest[1].partition('.')[0]}"
    return "/".join((top, *rest[:1]))


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        fault = f"{error.filename or path}: cannot be read or written ({error.strerror})"
        raise StorageError(f"{fault}; check its permissions, and whether the disk is full") from error
