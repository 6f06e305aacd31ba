"""Moodle's "Download all submissions": one assignment in a zip.

    Full Name_12345_assignsubmission_file/path/name.ipynb      (older: a further _ after `file`)
    Full Name_12345_assignsubmission_file_name.ipynb           (without folders)
    Full Name_12345_assignsubmission_onlinetext/onlinetext.html

The number tells a participant of one assignment; the next assignment has another one for the same person. Moodle
writes blanks for underscores in names; sites that do not are read too, as the first number before `assignsubmission`
counts. What comes after it is the learner's own choice.
"""

import re
from collections.abc import Iterator
from functools import partial

from grader.intake.handed import Handed, Item, Person, Refused, handed, of, tidy
from grader.intake.members import Member, Refusal
from grader.intake.source import Source

_PREFIX = re.compile(r"(?P<name>.*?)_(?P<number>\d{1,19})_assignsubmission_(?P<kind>[a-z]+)(_(?P<rest>.*))?", re.DOTALL)


def moodle(source: Source) -> Iterator[Item]:
    """What lies in the archive of an assignment, or the folder that it was unpacked to."""
    for member in source.members():
        if isinstance(member, Refusal):
            yield Refused(refusal=member)
            continue
        at, found = _prefix(member.parts)
        if found is None:
            reason = "its name is none of Moodle's (Full Name_12345_assignsubmission_file…); whose is it?"
            yield Refused(refusal=Refusal(path=member.path, reason=reason))
            continue
        person = Person(key=f"moodle:{found['number']}", name=tidy(found["name"]), moodle_id=found["number"])
        if found["kind"] == "file":
            own = member.parts[at + 1 :] or (found["rest"] or member.parts[at],)
            yield from of(person, handed(member, own, partial(_handed, person=person)))
        else:
            reason = "typed into Moodle as text, not handed in as a file; ask for the notebook"
            yield Refused(refusal=Refusal(path=member.path, reason=reason), person=person)


def is_moodles(parts: tuple[str, ...]) -> bool:
    """Whether a file lies where Moodle would put it."""
    return _prefix(parts)[1] is not None


def _prefix(parts: tuple[str, ...]) -> tuple[int, "re.Match[str] | None"]:
    """Which part of a path Moodle made, and what it says."""
    for at, part in enumerate(parts):
        if found := _PREFIX.fullmatch(part):
            return at, found
    return 0, None


def _handed(member: Member, own: tuple[str, ...], *, person: Person) -> Handed:
    return Handed(person=person, path=member.path, own=own, read=member.read)
