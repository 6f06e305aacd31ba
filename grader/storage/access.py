"""Who may read what lies in OUT: its owner alone, unless a command says otherwise.

Files are made readable by their owner alone; `set_access` opens them to a group, or learners' pages to everybody. The
pages that show all learners together are never for everybody.
"""

import grp
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SpecError, StorageError
from grader.storage.layout import (
    COHORT_PAGE,
    EXERCISE_PAGES,
    EXPORTS,
    FILES,
    GRADEBOOK,
    IDENTITIES,
    INSIGHT,
    LEARNERS,
    MARKS_PAGE,
    NOT_GRADED,
    RESULTS,
    RUNS,
)

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
    """The access that the command line asks for. Raises `SpecError` where there is no such group."""
    if group is None:
        return Access(public=public)
    try:
        return Access(group=grp.getgrnam(group).gr_gid, public=public)
    except KeyError as error:
        raise SpecError(f"--group {group}: this system has no such group; `getent group` lists them") from error


def set_access(out: Path, access: Access) -> None:
    """Let those read OUT's files whom `access` names, and nobody else.

    Raises:
        StorageError: somebody else's file lies there, or the owner is not in the group.
    """
    try:
        for path in _paths(out):
            _set(path, access, public=access.public and path.is_relative_to(out / LEARNERS))
        _open_folder(out, access)
    except OSError as error:
        raise StorageError(
            f"{error.filename}: who may read it can't be changed ({error.strerror}); own it, and be in the group"
        ) from error


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


def _open_folder(out: Path, access: Access) -> None:
    """OUT itself may be more than ours: it is opened where that is needed, and never closed."""
    if access.group is not None:
        os.chown(out, -1, access.group)
    mode = stat.S_IMODE(out.stat().st_mode)
    out.chmod(mode | (0o050 if access.group is not None else 0) | (0o011 if access.public else 0))
