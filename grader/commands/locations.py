"""Finds what a command on an OUT needs: its gradebook, its service, its learners' names, and the name for decisions.

A gradebook or service that was named once is remembered in OUT. The name of the person who decides is recorded. So
`signer` asks for a person's name and does not use the account's: several people may work as `root`.
"""

import os
import sys
from getpass import getuser
from pathlib import Path
from typing import Final

from rich.prompt import Prompt

from grader.commands import console
from grader.errors import SpecError, StorageError
from grader.gradebook.marks.decisions import BY_POLICY
from grader.gradebook.opening import GradebookLocation, is_url, parse_url, redact_url
from grader.storage.identities import identities_of
from grader.storage.layout import GRADEBOOK
from grader.util.files import write_whole
from grader.util.text import make_visible

LONGEST: Final = 100
"""The largest number of characters in a name."""
_MISSING: Final = "your name is missing: add --by 'YOUR NAME', or set it once: export GRADER_NAME='YOUR NAME'"


def signer(by: str | None) -> str:
    """The name under which something is recorded: `by`, or else the answer at a terminal. Raises `SpecError`."""
    said = make_visible(" ".join((by or "").split()))
    while not said and sys.stdin.isatty():
        question = "Your name, for the record (you can set it once in GRADER_NAME)"
        said = make_visible(" ".join(Prompt.ask(question, console=console.err, default=_account()).split()))
    if not said:
        raise SpecError(_MISSING)
    if len(said) > LONGEST:
        raise SpecError(f"--by has {len(said)} characters; allowed: {LONGEST}")
    if said.casefold() == BY_POLICY.casefold():
        reserved = f"this name is reserved for decisions by the {BY_POLICY} of an assignment"
        raise SpecError(f"--by {said}: {reserved}; give a person's name")
    return said


def _account() -> str:
    """The account's name if it may be a person's name, or else an empty string."""
    try:
        return getuser() if os.geteuid() else ""
    except (KeyError, OSError):
        return ""


REMEMBERED = "gradebook.url"
"""The file in OUT with the URL of its gradebook's server. It is missing if the gradebook is a file in OUT."""

SERVED = "service.url"
"""The file in OUT with the address at which browsers last reached its service."""


def names_by_learner(out: Path) -> dict[str, str]:
    """Maps each learner in OUT's identities to their name. Raises `SpecError` if the file is damaged."""
    return {learner: one.name for learner, one in identities_of(out).items()}


def gradebook_of(out: Path, named: str | None) -> GradebookLocation:
    """The gradebook that the command line or GRADER_GRADEBOOK names, or else OUT's server, or else the file in OUT.

    Raises:
        SpecError: OUT is a file.
        StorageError: OUT's note of its server cannot be read.
    """
    require_folder(out, str(out))
    return named or _noted(out / REMEMBERED, "gradebook with --gradebook") or out / GRADEBOOK


def require_folder(path: Path, called: str) -> None:
    """Raise `SpecError` if a folder's path, or a parent of it, is a file; `called` is the argument that the user
    typed.
    """
    for one in (path, *path.parents):
        if one.exists() and not one.is_dir():
            raise SpecError(f"{called}: {'' if one == path else f'{one} '}is a file; choose a folder")


def is_filled(out: Path) -> bool:
    """Whether a folder is one that `grader grade --out` or `grader serve` wrote to."""
    return any((out / name).is_file() for name in (GRADEBOOK, REMEMBERED))


def remember(out: Path, place: GradebookLocation) -> None:
    """Write the server's URL into OUT, without any password, so that later commands on OUT find its gradebook.

    Raises:
        StorageError: it cannot be written.
    """
    if is_url(place):
        write_whole(out / REMEMBERED, redact_url(parse_url(str(place))).encode() + b"\n")


def _noted(path: Path, instead: str) -> str | None:
    """The address in a file of OUT; None if there is no file. `instead` says what to pass if it can't be read."""
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{path}: cannot be read ({error}); pass the {instead}") from error


def remember_service(out: Path, origin: str) -> None:
    """Write a service's address into OUT, for the links of `grader invite`. Raises `StorageError`."""
    write_whole(out / SERVED, origin.encode() + b"\n")


def service_of(out: Path) -> str | None:
    """The address of OUT's service; None if OUT was never served. Raises `StorageError`."""
    return _noted(out / SERVED, "service's address with --url")
