"""Canvas' "Download Submissions": one assignment in a zip without folders.

    lastfirst_4711_90210_name.ipynb            user 4711, file 90210
    lastfirst_LATE_4711_90210_name-1.ipynb     late, by Canvas' clock; a second upload of the same name
    anon_Ab1Cd_90210_name.ipynb                anonymous grading; the id is for this assignment only
    lastfirst_4711_text.html, …_link.html      typed text, or a link

Names are in lower case without blanks and signs, but with their underscores and digits. The learner chooses the text
after the numbers: `kiwi_42_4711_90210_x.ipynb` may be user 42's or 4711's. All numbers of files in one archive have
about the same size, which identifies them. If it does not, or if a user has two names, the file is refused.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from grader.lms.intake.hand_in import Item, hand_in_items, tidy_name
from grader.lms.intake.members import Member, Person, RefusedItem
from grader.lms.intake.source import HandInSource

_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<user>[A-Za-z0-9]{1,16})_(?P<file>[1-9][0-9]{0,18})_(?P<own>.+)", re.DOTALL
)
_TYPED = re.compile(r"(text|link)\.html")
_LATE = "LATE"
_FACTOR = 10
"""The factor within which the numbers of files are around their median; the numbers of users are smaller by more."""
_LEAST, _MOST = 1_000, 10**19
"""The range of numbers of files, if every name in the archive can be read in several ways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One way to read a file's name."""

    name: str
    late: bool
    user: str
    file: int
    """The number of the file; 0 if it was typed into Canvas."""
    own: str


def canvas(source: HandInSource) -> Iterator[Item]:
    """The items in the archive of an assignment, or in the folder to which it was unpacked."""
    names = [one.parts[-1] for one in source.members() if isinstance(one, Member)]
    anonymous = all(map(_ANONYMOUS.fullmatch, names))
    readings = {} if anonymous else _told_apart(names)
    doubtful = _with_two_names(readings)
    for member in source.members():
        if isinstance(member, RefusedItem):
            yield member
        elif found := anonymous and _ANONYMOUS.fullmatch(member.parts[-1]):
            person = Person(key=f"canvas:anonymous:{found['user']}")
            yield from hand_in_items(member, (found["own"],), person, late=bool(found["late"]))
        else:
            yield from _items(member, readings[member.parts[-1]], doubtful)


def is_canvas_file(parts: tuple[str, ...]) -> bool:
    """Whether a file's name has the form of Canvas' names."""
    return bool(_readings(parts[-1]) or _ANONYMOUS.fullmatch(parts[-1]))


def _readings(name: str) -> list[_Reading]:
    """All ways to read a name; readings of the first number in it come first."""
    parts = name.split("_")
    readings = []
    for at, (user, file) in enumerate(pairwise(parts)):
        own = "_".join(parts[at + 2 :])
        numbered = _NUMBER.fullmatch(file) is not None and own != ""
        if _NUMBER.fullmatch(user) and (numbered or (len(parts) == at + 2 and _TYPED.fullmatch(file))):
            late = at > 0 and parts[at - 1] == _LATE
            spelt = tidy_name("_".join(parts[: at - late]))
            readings.append(_Reading(name=spelt, late=late, user=user, file=int(file) if numbered else 0, own=own))
    return readings


def _told_apart(names: Sequence[str]) -> Mapping[str, Sequence[_Reading]]:
    """Maps each name to its likely readings, ideally only one."""
    readings = {name: _readings(name) for name in names}
    sure = [found[0].file for found in readings.values() if len(found) == 1 and found[0].file]
    least, most = (median(sure) / _FACTOR, median(sure) * _FACTOR) if sure else (_LEAST, _MOST)
    likely = {}
    for name, found in readings.items():
        near = [one for one in found if not one.file or least <= one.file <= most]
        likely[name] = near if len(found) > 1 and near else found
    return likely


def _with_two_names(readings: Mapping[str, Sequence[_Reading]]) -> frozenset[str]:
    """The users who are listed with more than one name."""
    named: dict[str, set[str]] = defaultdict(set)
    for found in readings.values():
        if len(found) == 1:  # if it is ambiguous, it is refused, and not used as evidence
            named[found[0].user].add(found[0].name)
    return frozenset(user for user, known in named.items() if len(known) > 1)


def _items(member: Member, readings: Sequence[_Reading], doubtful: frozenset[str]) -> Iterator[Item]:
    reason = _doubt(readings, doubtful)
    if reason:
        yield RefusedItem(path=member.path, reason=reason)
        return
    (reading,) = readings
    person = Person(key=f"canvas:{reading.user}", name=reading.name, canvas_id=reading.user)
    if not reading.file:
        reason = "a text or a link in Canvas, not a file; ask the learner for the notebook"
        yield RefusedItem(path=member.path, reason=reason, person=person)
        return
    yield from hand_in_items(member, (reading.own,), person, late=reading.late)


def _doubt(readings: Sequence[_Reading], doubtful: frozenset[str]) -> str:
    if not readings:
        return "its name does not have Canvas' form (lastfirst_4711_90210_name.ipynb); whose is it?"
    if len(readings) > 1:
        return "its name fits several users; look up in Canvas whose it is, and rename it"
    if readings[0].user in doubtful:
        return "its user's number appears with two names in this source, so it may belong to somebody else"
    return ""
