"""What a source hands over: whose a file is, when it was handed in, and its bytes."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from grader.lms.intake.members import Member, Refusal
from grader.lms.intake.source import HandInSource, unpack_member
from grader.storage.folder import SUFFIXES


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A learner, as a system knows one; whatever it does not tell is empty."""

    key: str
    """What the pseudonym is derived from: the system and its id for the person, such as "canvas:4711"."""
    name: str = ""
    email: str = ""
    login: str = ""
    sis_id: str = ""
    canvas_id: str = ""
    moodle_id: str = ""
    idnumber: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandInFile:
    """One notebook or script, while no later one was asked for."""

    person: Person
    path: str
    """Where it lies in the source, for messages on the screen alone."""
    own: tuple[str, ...]
    """Its path as the learner named it, part by part."""
    read: Callable[[], bytes]
    """Raises `RefusedError`."""
    submitted: datetime | None = None
    """When it was handed in, with its zone, where the system says so."""
    late: bool = False
    """Whether the system calls it late."""
    assignment: str = ""
    """What the system calls the assignment, where its layout has a place for that."""
    loose: bool = False
    """Whether it lies among files of all kinds, where some are for no exercise and some are untouched stubs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedItem:
    """Something that is not taken, and whose it is where that can be said."""

    path: str
    """Where it lies in the source; may hold anybody's name, and anything else."""
    reason: str
    person: Person | None = None


Item = HandInFile | RefusedItem
System = Callable[[HandInSource], Iterator[Item]]
"""Reads one system's layout. Raises what `HandInSource.members` raises."""


def tidy_name(name: str) -> str:
    """A person's name on one line: composed, without control characters and those that turn the line around."""
    kept = (" " if unicodedata.category(one) in {"Cc", "Cs"} else one for one in name if one not in _TURNING)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Overrides and isolates of writing direction; marks (U+200E, U+200F) belong to names and stay."""


def hand_in_items(  # noqa: PLR0913 - keyword-only where it is not plain
    member: Member,
    own: tuple[str, ...],
    person: Person,
    *,
    submitted: datetime | None = None,
    late: bool = False,
    assignment: str = "",
) -> Iterator[Item]:
    """What a person's file holds: itself, or what is in it where it is an archive; anything else is refused.

    `own` is the path that the person gave it; the rest is as `HandInFile` has it.
    """
    for one in unpack_member(member):
        if isinstance(one, Refusal):
            yield RefusedItem(path=one.path, reason=one.reason, person=person)
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
