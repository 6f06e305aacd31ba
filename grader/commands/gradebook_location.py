"""Where the gradebook of an OUT lies, for every command that opens it."""

import os
from getpass import getuser
from pathlib import Path

from grader.errors import SpecError, StorageError
from grader.gradebook.location import GradebookLocation, is_url
from grader.storage.layout import GRADEBOOK
from grader.util.files import write_whole

REMEMBERED = "gradebook.url"
"""The file in OUT that says which server its gradebook is on; there is none where it is a file in OUT."""


def gradebook_of(out: Path, said: str | None) -> GradebookLocation:
    """The gradebook that the command line or GRADER_GRADEBOOK says, else OUT's server, else the file in OUT.

    Raises:
        SpecError: OUT is a file.
        StorageError: OUT's note of its server cannot be read.
    """
    require_folder(out, str(out))
    return said or _remembered(out / REMEMBERED) or out / GRADEBOOK


def require_folder(path: Path, called: str) -> None:
    """Raise `SpecError` where a file lies at a folder's path or above it; `called` is what was typed."""
    for one in (path, *path.parents):
        if one.exists() and not one.is_dir():
            raise SpecError(f"{called}: {'' if one == path else f'{one} '}is a file; choose a folder")


def is_filled(out: Path) -> bool:
    """Whether `grader grade --out` has made a folder its own."""
    return any((out / name).is_file() for name in (GRADEBOOK, REMEMBERED))


def remember(out: Path, place: GradebookLocation) -> None:
    """Let later commands on OUT find the server that it was graded into: its URL is kept, without any password.

    Raises:
        StorageError: it cannot be kept.
    """
    if is_url(place):
        from grader.gradebook.postgresql import parse_url, redact_url  # noqa: PLC0415 - an extra

        write_whole(out / REMEMBERED, redact_url(parse_url(str(place))).encode() + b"\n")


def _remembered(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{path}: cannot be read ({error}); name the gradebook with --gradebook") from error


def account() -> str:
    """Who goes on record: the account that runs this, by number where the system has no name for it."""
    try:
        return getuser()
    except (KeyError, OSError):
        return f"account {os.getuid()}"
