"""Moodle's "Download all submissions": one assignment in a zip.

    Full Name_12345_assignsubmission_file/path/name.ipynb      (older: a further _ after `file`)
    Full Name_12345_assignsubmission_file_name.ipynb           (without folders)
    Full Name_12345_assignsubmission_onlinetext/onlinetext.html

The number identifies a participant of one assignment; the next assignment has another one for the same person.

Names and file names are people's own choice, and either may hold what Moodle writes between them. Moodle writes blanks
for underscores in names; sites that keep them are read too. What ends a folder's name is Moodle's. A file without a
folder may then be read in several ways: those that give a participant's number to somebody else than its other files
do are dropped. Where more than one way is left, that file is refused, and no other.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.lms.intake.hand_in import Item, Person, RefusedItem, hand_in_items, tidy_name
from grader.lms.intake.members import Member, Refusal
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
    """What lies in the archive of an assignment, or the folder that it was unpacked to."""
    names = _names_for_sure(source)
    for member in source.members():
        if isinstance(member, Refusal):
            yield RefusedItem(path=member.path, reason=member.reason)
        else:
            yield from _items(member, _likely(_readings(member.parts), names))


def is_moodle_file(parts: tuple[str, ...]) -> bool:
    """Whether a file lies where Moodle would put it."""
    return bool(_readings(parts))


def _readings(parts: tuple[str, ...]) -> Sequence[_Reading]:
    """Every way to read a path, by its first part that Moodle may have named; the one with the shortest name first."""
    for at, part in enumerate(parts):
        if found := list(_INFIX.finditer(part)):
            inside = parts[at + 1 :]
            if inside and part[found[-1].end() :] in {"", "_"}:  # a folder of Moodle's, with a name before its ending
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
    """Number to the names that stand beside it in paths that can be read in one way only."""
    names: dict[str, set[str]] = defaultdict(set)
    for member in source.members():
        readings = _readings(member.parts) if isinstance(member, Member) else ()
        if len(readings) == 1:
            names[readings[0].number].add(readings[0].name)
    return {number: frozenset(known) for number, known in names.items()}


def _likely(readings: Sequence[_Reading], names: Mapping[str, frozenset[str]]) -> Sequence[_Reading]:
    """The readings that give nobody's number to somebody else; where all have the same number, one of them."""
    likely = [one for one in readings if one.name in names.get(one.number, {one.name})]
    return likely[:1] if len({one.number for one in readings}) == 1 else likely


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
