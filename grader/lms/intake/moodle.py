"""Moodle's "Download all submissions": one assignment in a zip.

    Full Name_12345_assignsubmission_file/path/name.ipynb      (older: a further _ after `file`)
    Full Name_12345_assignsubmission_file_name.ipynb           (without folders)
    Full Name_12345_assignsubmission_onlinetext/onlinetext.html

The number identifies a participant of one assignment; in the next assignment the same person has a different number.

People choose their names and file names, and both may contain the text that Moodle writes between them. Moodle replaces
underscores in names by blanks; sites that keep them are read too. The end of a folder's name always comes from Moodle.
A file without a folder may therefore be read in several ways. Readings are dropped if they give a participant's number
to a person different from the owner of its other files. If more than one reading is left, only that file is refused.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.lms.intake.hand_in import Item, hand_in_items, tidy_name
from grader.lms.intake.members import Member, Person, RefusedItem
from grader.lms.intake.source import HandInSource

_INFIX = re.compile(r"_(?P<number>[0-9]{1,19})_assignsubmission_(?P<kind>[a-z]+)(?=_|\Z)")
_UNKNOWN = "its name does not have Moodle's form (Full Name_12345_assignsubmission_file…); whose is it?"
_DOUBTFUL = "its name fits several people; look up in Moodle whose it is, and rename it"
_TYPED = "a text in Moodle, not a file; ask the learner for the notebook"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One way to read a path."""

    name: str
    number: str
    kind: str
    own: tuple[str, ...]
    """The path that the learner gave the file."""


def moodle(source: HandInSource) -> Iterator[Item]:
    """The items in the archive of an assignment, or in the folder to which it was unpacked."""
    names = _names_for_sure(source)
    for member in source.members():
        if isinstance(member, RefusedItem):
            yield member
        else:
            yield from _items(member, _likely(_readings(member.parts), names))


def is_moodle_file(parts: tuple[str, ...]) -> bool:
    """Whether a file is where Moodle would put it."""
    return bool(_readings(parts))


def _readings(parts: tuple[str, ...]) -> Sequence[_Reading]:
    """All ways to read a path, by the first part that Moodle may have named; the one with the shortest name first."""
    for at, part in enumerate(parts):
        if found := list(_INFIX.finditer(part)):
            inside = parts[at + 1 :]
            if inside and part[found[-1].end() :] in {"", "_"}:  # one of Moodle's, with a name before its ending
                found = found[-1:]
            return [
                _Reading(
                    name=tidy_name(part[: one.start()]),
                    number=one["number"],
                    kind=one["kind"],
                    own=inside or (part[one.end() + 1 :] or part,),
                )
                for one in found
            ]
    return ()


def _names_for_sure(source: HandInSource) -> Mapping[str, frozenset[str]]:
    """Maps each number to the names that occur with it in paths that can be read in only one way."""
    names: dict[str, set[str]] = defaultdict(set)
    for member in source.members():
        readings = _readings(member.parts) if isinstance(member, Member) else ()
        if len(readings) == 1:
            names[readings[0].number].add(readings[0].name)
    return {number: frozenset(known) for number, known in names.items()}


def _likely(readings: Sequence[_Reading], names: Mapping[str, frozenset[str]]) -> Sequence[_Reading]:
    """The readings that give each number only to its own person; if all have the same number, one of them."""
    likely = [reading for reading in readings if reading.name in names.get(reading.number, {reading.name})]
    return likely[:1] if len({reading.number for reading in readings}) == 1 else likely


def _items(member: Member, readings: Sequence[_Reading]) -> Iterator[Item]:
    if len(readings) != 1:
        reason = _DOUBTFUL if _readings(member.parts) else _UNKNOWN
        yield RefusedItem(path=member.path, reason=reason)
        return
    (reading,) = readings
    person = Person(key=f"moodle:{reading.number}", name=reading.name, moodle_id=reading.number)
    if reading.kind == "file":
        yield from hand_in_items(member, reading.own, person)
    else:
        yield RefusedItem(path=member.path, reason=_TYPED, person=person)
