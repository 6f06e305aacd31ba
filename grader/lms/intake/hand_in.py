"""The records of a source: a file's owner, when it was handed in, and its bytes."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from grader.lms.intake.members import Member, Person, RefusedItem
from grader.lms.intake.source import HandInSource, unpack_member
from grader.storage.folder import SUFFIXES


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInFile:
    """One notebook or script; its bytes can be read only until a later item is requested."""

    person: Person
    path: str
    """Its path in the source, only for messages on the screen."""
    own: tuple[str, ...]
    """Its path as the learner named it, part by part."""
    read: Callable[[], bytes]
    """Returns its bytes. Raises `RefusedError`."""
    submitted: datetime | None = None
    """When it was handed in, with its time zone, if the system records that."""
    late: bool = False
    """Whether the system calls it late."""
    assignment: str = ""
    """The system's name of the assignment, if its layout has a place for that."""
    loose: bool = False
    """Whether it is among files of all kinds, some of which are for no exercise or are untouched stubs."""


Item = HandInFile | RefusedItem
System = Callable[[HandInSource], Iterator[Item]]
"""Reads one system's layout. Raises all exceptions of `HandInSource.members`."""


def tidy_name(name: str) -> str:
    """A person's name on one line: composed, without control characters and those that change the writing direction."""
    kept = (" " if unicodedata.category(one) in {"Cc", "Cs"} else one for one in name if one not in _TURNING)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Characters that override or isolate the writing direction; marks (U+200E, U+200F) belong to names and stay."""


def hand_in_items(  # noqa: PLR0913 - keyword-only where it is not plain
    member: Member,
    own: tuple[str, ...],
    person: Person,
    *,
    submitted: datetime | None = None,
    late: bool = False,
    assignment: str = "",
) -> Iterator[Item]:
    """The items in a person's file: the file itself or, if it is an archive, its content; other files are refused.

    `own` is the path that the person gave it; the other arguments are fields of `HandInFile`.
    """
    for one in unpack_member(member):
        if isinstance(one, RefusedItem):
            yield replace(one, person=person)
        elif one.parts[-1].casefold().endswith(SUFFIXES):
            yield HandInFile(
                person=person,
                path=one.path,
                own=own + one.parts[len(member.parts) :],
                read=one.read,
                submitted=submitted,
                late=late,
                assignment=assignment,
            )
        else:
            yield RefusedItem(path=one.path, reason="neither a notebook (.ipynb) nor a script (.py)", person=person)
