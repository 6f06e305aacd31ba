"""Canvas' "Download Submissions": one assignment in a zip without folders.

    lastfirst_4711_90210_name.ipynb            user 4711, file 90210
    lastfirst_LATE_4711_90210_name-1.ipynb     late, by Canvas' clock; a second upload of the same name
    anon_Ab1Cd_90210_name.ipynb                anonymous grading; the id is one of this assignment alone
    lastfirst_4711_text.html, …_link.html      typed in, or a link

Names are in lower case without blanks and signs. As Canvas does itself when marked files are uploaded again, we take
the first number for the user's. A learner can put numbers and underscores into a name: where one number has two names,
all of its files are refused and told.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from grader.intake.handed import Handed, Item, Person, Refused, handed, of, tidy
from grader.intake.members import Member, Refusal
from grader.intake.source import Source

_FILE = re.compile(
    r"(?:(?P<name>.*?)_)?(?P<late>LATE_)?(?:(?P<user>\d{1,19})|anon_(?P<anonymous>[A-Za-z0-9]{1,16}))_"
    r"(?:(?P<file>\d{1,19})_(?P<rest>.+)|(?P<typed>text|link)\.html)",
    re.DOTALL,
)


def canvas(source: Source) -> Iterator[Item]:
    """What lies in the archive of an assignment, or the folder that it was unpacked to."""
    names: dict[str, set[str]] = defaultdict(set)
    for member in source.members():
        if isinstance(member, Member) and (found := _FILE.fullmatch(member.parts[-1])) and found["user"]:
            names[found["user"]].add(tidy(found["name"] or ""))
    doubtful = {user for user, known in names.items() if len(known) > 1}
    for member in source.members():
        yield from [Refused(refusal=member)] if isinstance(member, Refusal) else _items(member, doubtful)


def is_canvas(parts: tuple[str, ...]) -> bool:
    """Whether a file's name is one that Canvas would give."""
    return _FILE.fullmatch(parts[-1]) is not None


def _items(member: Member, doubtful: set[str]) -> Iterator[Item]:
    found = _FILE.fullmatch(member.parts[-1])
    if found is None:
        reason = "its name is none of Canvas' (lastfirst_4711_90210_name.ipynb); whose is it?"
        yield Refused(refusal=Refusal(path=member.path, reason=reason))
        return
    if found["user"] in doubtful:
        reason = (
            "its number stands beside two names in this archive, so that it may be somebody else's; ask Canvas whose"
        )
        yield Refused(refusal=Refusal(path=member.path, reason=reason))
        return
    person = _person(found)
    if found["typed"]:
        reason = "typed into Canvas as text, or a link, not handed in as a file; ask for the notebook"
        yield Refused(refusal=Refusal(path=member.path, reason=reason), person=person)
        return
    make = partial(_handed, person=person, late=bool(found["late"]))
    yield from of(person, handed(member, (found["rest"],), make))


def _person(found: "re.Match[str]") -> Person:
    name = tidy(found["name"] or "")
    if found["anonymous"]:
        return Person(key=f"canvas:anonymous:{found['anonymous']}", name=name)
    return Person(key=f"canvas:{found['user']}", name=name, canvas_id=found["user"])


def _handed(member: Member, own: tuple[str, ...], *, person: Person, late: bool) -> Handed:
    return Handed(person=person, path=member.path, own=own, read=member.read, late=late)
