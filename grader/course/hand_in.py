"""The place where learners hand in: the table `hand_in` of course.toml, and the text about it for learners.

    [hand_in]
    service = "https://grader.example.org"   # or folder, git, lms: exactly one of them

`grader submit` hands in (`grader.commands.submit`), except for `lms`, which only people can do.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict, get_args
from urllib.parse import urlsplit

from grader.course import HandIn, HandInWay
from grader.errors import SpecError
from grader.util.toml_schema import TomlPlace

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_DESTINATION: Final[Mapping[HandInWay, str]] = {
    "service": "{to}",
    "folder": "the folder {to}",
    "git": "the git remote {to}",
}


class HandInTable(TypedDict, total=False):
    """The table in course.toml."""

    service: str
    folder: str
    git: str
    lms: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInAdvice:
    """What a learner does with a file."""

    aim: str
    """The beginning of a sentence: "To hand it in to the folder /srv/in"; without a command, all of it."""
    copied: str
    """The command to type, or the file to upload."""
    by_command: bool
    """Whether there is a command that does it."""

    @property
    def words(self) -> str:
        """The text before `copied`."""
        return f"{self.aim}, type in a terminal:" if self.by_command else f"{self.aim} Your file:"

    def __str__(self) -> str:
        return f"{self.words} {self.copied}"


def read_hand_in(table: HandInTable, place: TomlPlace) -> HandIn:
    """The place where learners hand in, from a table of this schema. Raises `SpecError`."""
    ways: tuple[HandInWay, ...] = get_args(HandInWay)
    named = [(way, table[way].strip()) for way in ways if way in table]
    if len(named) != 1:
        found = ", ".join(f"'{way}'" for way, _ in named) or "none of them"
        raise place.error(f"needs exactly one of the keys {', '.join(ways)}; found: {found}")
    ((way, to),) = named
    if not to or not to.isprintable() or to.startswith("-"):
        raise place.error(f"key '{way}' is {to!r:.60}; allowed: one line of text that says where to hand in")
    if way == "service":
        try:
            return HandIn(way=way, to=service_origin(to))
        except SpecError as error:
            raise place.error(f"key 'service': {error}") from error
    return HandIn(way=way, to=to)


def service_origin(address: str) -> str:
    """A service's address without a path. Raises `SpecError` if a token would be sent unencrypted."""
    try:
        parts = urlsplit(address)
    except ValueError:  # a bracket that is not closed
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SpecError(f"{address}: this is not the address of a service, such as https://grader.example.org")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SpecError(f"{address}: others could read your token in transit; use https://")
    return f"{parts.scheme}://{parts.netloc}"


def hand_in_advice(hand_in: HandIn | None, file: Path, *, right: bool) -> HandInAdvice | None:
    """What to do with a file that was checked; None if the course does not define where to hand in."""
    if hand_in is None:
        return None
    what = "hand it in" if right else "hand it in as it is"
    if hand_in.way == "lms":
        return HandInAdvice(aim=f"To {what}: {hand_in.to}", copied=str(file), by_command=False)
    to = _DESTINATION[hand_in.way].format(to=shown_address(hand_in.to))
    command = f"grader submit {shlex.quote(str(file))}"
    return HandInAdvice(aim=f"To {what} to {to}", copied=command, by_command=True)


def shown_address(address: str) -> str:
    """An address without the name and password that it may contain."""
    parts = urlsplit(address)
    if not parts.scheme or "@" not in parts.netloc:
        return address
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
