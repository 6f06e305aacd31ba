"""nbgrader's tree: submitted/<student>/<assignment>/name.ipynb, with a timestamp.txt in each assignment's folder.

A source is the course's folder, `submitted` itself, or an archive of either. The login is the name of the student's
folder.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from grader.lms.intake.hand_in import Item, hand_in_items, tidy_name
from grader.lms.intake.members import Member, Person, RefusedError, RefusedItem
from grader.lms.intake.source import HandInSource

TIMESTAMP = "timestamp.txt"
_ROOT = "submitted"
_TIME = re.compile(r"(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)\s*(?P<zone>\S*)")
_SPELLED = {"UTC": "+00:00", "GMT": "+00:00", "Z": "+00:00", "": "+00:00"}
"""Time zones by name; nbgrader, too, reads a time without a zone as UTC."""
_OUTSIDE = 2
"""The largest depth of `submitted`: in the course's folder, or in an archive of that."""
_NAMED = 3
"""The number of parts of a path below `submitted`: student, assignment, file."""


def nbgrader(source: HandInSource) -> Iterator[Item]:
    """The items in the tree. Time stamps that cannot be read are refused, and their files have no time."""
    members = [member.parts for member in source.members() if isinstance(member, Member)]
    roots = [parts.index(_ROOT) + 1 for parts in members if _has_root(parts)]
    start = min(roots, default=0)
    times: dict[tuple[str, ...], datetime | None] = {}
    for member in source.members():
        if not isinstance(member, RefusedItem) and member.parts[-1] == TIMESTAMP and _is_inside(member.parts, start):
            times[member.parts[:-1]] = _stamp(member)
    for member in source.members():
        if isinstance(member, RefusedItem):
            yield member
        elif _is_inside(member.parts, start):
            yield from _items(member, start, times)
        elif start == 0:
            reason = "is not in a submitted/<student>/<assignment>/ folder; whose is it?"
            yield RefusedItem(path=member.path, reason=reason)


def is_nbgrader_file(parts: tuple[str, ...]) -> bool:
    """Whether a file is where nbgrader would have it: a time stamp, or three levels deep in `submitted`."""
    return parts[-1] == TIMESTAMP or _has_root(parts)


def _has_root(parts: tuple[str, ...]) -> bool:
    """Whether a file is in a folder `submitted` that is not a learner's own, which would be deeper."""
    return _ROOT in parts[: min(_OUTSIDE, len(parts) - _NAMED)]


def _is_inside(parts: tuple[str, ...], start: int) -> bool:
    return len(parts) - start >= _NAMED and (start == 0 or parts[start - 1] == _ROOT)


def _items(member: Member, start: int, times: Mapping[tuple[str, ...], datetime | None]) -> Iterator[Item]:
    student, assignment, *_ = member.parts[start:]
    person = Person(key=f"login:{tidy_name(student)}", login=tidy_name(student))
    folder = member.parts[: start + 2]
    if member.parts[-1] == TIMESTAMP:
        if times.get(folder) is None:
            reason = "contains no valid time (such as 2026-11-02 09:30:00 UTC); its files are collected without a time"
            yield RefusedItem(path=member.path, reason=reason, person=person)
        return
    time = times.get(folder)
    yield from hand_in_items(member, member.parts[start + 2 :], person, submitted=time, assignment=assignment)


def _stamp(member: Member) -> datetime | None:
    """The time in a `timestamp.txt`, None if it can't be read."""
    try:
        found = _TIME.fullmatch(member.read()[:200].decode().strip())
        if found is None:
            return None
        time = datetime.fromisoformat(found["time"])
        zone = _SPELLED.get(found["zone"].upper(), found["zone"])
        if zone[:1] in "+-":
            return time.replace(tzinfo=datetime.fromisoformat(f"2000-01-01T00:00{zone}").tzinfo or UTC)
        return time.replace(tzinfo=ZoneInfo(zone))
    except (RefusedError, UnicodeDecodeError, ValueError, OSError, KeyError):
        return None
