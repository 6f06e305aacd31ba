"""Gradescope's "Export Submissions": one assignment in a zip.

    assignment_42_export/submission_metadata.yml
    assignment_42_export/submission_90210/name.ipynb

For each folder, the metadata has the time and the people who handed it in; in a group, each member counts as handing it
in. Only the last submission of a learner is in the export.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

import yaml

from grader.errors import SpecError
from grader.lms.intake.hand_in import Item, hand_in_items, tidy_name
from grader.lms.intake.members import Member, Person, RefusedError, RefusedItem
from grader.lms.intake.source import HandInSource

METADATA = "submission_metadata.yml"
_FOLDER = "submission_"
_OUTSIDE = 2
"""The depth of the metadata's path; files that are handed in are deeper, or in a submission's folder."""


class _Loader(yaml.CSafeLoader):
    """Loads only plain data: what Ruby marks as an object of some class is read as a plain string or mapping."""


def _plainly(loader: _Loader, _: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)
    return node.value


_Loader.add_multi_constructor("!ruby/", _plainly)


def gradescope(source: HandInSource) -> Iterator[Item]:
    """The items in the export of an assignment, or in the folder to which it was unpacked."""
    known = _metadata(source)
    for member in source.members():
        if isinstance(member, RefusedItem):
            yield member
        elif not is_gradescope_file(member.parts):
            yield from _items(member, known)


def is_gradescope_file(parts: tuple[str, ...]) -> bool:
    """Whether a file is the metadata that Gradescope puts into each export, and not a file that a learner handed in."""
    *folders, name = parts
    return name == METADATA and len(parts) <= _OUTSIDE and not any(folder.startswith(_FOLDER) for folder in folders)


def _items(member: Member, known: Mapping[str, object]) -> Iterator[Item]:
    at = next((at for at, part in enumerate(member.parts[:-1]) if part in known), None)
    if at is None:
        yield RefusedItem(path=member.path, reason=f"is outside of the folders that {METADATA} lists; whose is it?")
        return
    facts = known[member.parts[at]]
    people = list(_people(facts))
    if not people:
        reason = f"{METADATA} lists no person with an e-mail address or student id for its folder"
        yield RefusedItem(path=member.path, reason=reason)
    for person in people:
        yield from hand_in_items(member, member.parts[at + 1 :], person, submitted=_time(facts))


def _metadata(source: HandInSource) -> Mapping[str, object]:
    """Maps each folder to its metadata. Raises `SpecError` if there is no readable metadata."""
    place = f"{source.path}: {METADATA}"
    try:
        found = (one.read() for one in source.members() if isinstance(one, Member) and is_gradescope_file(one.parts))
        content = next(found, None)
        data = None if content is None else yaml.load(content, _Loader)  # noqa: S506 - a safe loader, see its class
    except RefusedError as refused:
        raise SpecError(f"{place}: {refused.reason}") from refused
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError, TypeError) as error:
        raise SpecError(f"{place}: cannot be read as YAML ({type(error).__name__}); export again") from error
    if content is None:
        raise SpecError(f"{source.path}: it contains no {METADATA}, which every Gradescope export has; export again")
    if isinstance(data, dict):
        return {name: facts for name, facts in data.items() if isinstance(name, str)}
    raise SpecError(f"{place}: it contains no table of submissions; export again")


def _people(facts: object) -> Iterator[Person]:
    """Everybody who handed a submission in."""
    listed = _at(facts, "submitters")
    for one in listed if isinstance(listed, list) else []:
        email, sid = (_text(_at(one, name)) for name in ("email", "sid"))
        if sid or email:
            key = f"sid:{sid}" if sid else f"email:{email.casefold()}"
            yield Person(key=key, name=_text(_at(one, "name")), email=email, sis_id=sid)


def _at(facts: object, name: str) -> object:
    """The value of a key; Ruby may write the key with a colon in front."""
    return facts.get(f":{name}", facts.get(name)) if isinstance(facts, dict) else None


def _text(value: object) -> str:
    return tidy_name(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _time(facts: object) -> datetime | None:
    """When it was handed in; times of Gradescope that name no time zone are UTC."""
    created = _at(facts, "created_at")
    if isinstance(created, str):
        try:
            created = datetime.fromisoformat(created)
        except ValueError:
            return None
    if not isinstance(created, datetime):
        return datetime(created.year, created.month, created.day, tzinfo=UTC) if isinstance(created, date) else None
    return created if created.tzinfo else created.replace(tzinfo=UTC)
