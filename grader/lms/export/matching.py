"""Finds which learner a person of another system is: by ids first, by name only if it is unique. It invents nobody."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.storage.identities import Identity

Key = tuple[str, str]
"""A kind of id, and the id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalPerson:
    """A person as the other system's file lists them."""

    name: str
    ids: tuple[Key, ...]
    """From the most reliable to the least; none of them is empty."""


def match_people(strangers: Sequence[ExternalPerson], people: Iterable[Identity]) -> dict[int, str]:
    """Maps indices in `strangers` to learners. Each learner is used at most once; a person who could be two learners
    gets none.
    """
    everyone = list(people)
    keys = [(key, one.learner) for one in everyone for key in _ids(one)]
    counts = Counter(key for key, _ in keys)
    by_id = {key: learner for key, learner in keys if counts[key] == 1}  # except ids that two people have
    found: dict[int, str] = {}
    for place, stranger in enumerate(strangers):
        learner = next((by_id[key] for key in stranger.ids if key in by_id), None)
        if learner is not None and learner not in found.values():
            found[place] = learner
    return found | _by_name(strangers, everyone, found)


def _ids(one: Identity) -> set[Key]:
    """The ids that may identify a learner; a learner's folder may be named by the login."""
    known = {
        ("canvas_id", one.canvas_id),
        ("sis_id", one.sis_id),
        ("login", one.login.casefold()),
        ("email", one.email.casefold()),
        ("idnumber", one.idnumber),
        *(("moodle_id", number) for number in one.moodle_id.split()),
    }
    if not one.login:
        known.add(("login", one.learner.casefold()))
    return {(kind, value) for kind, value in known if value}


def _by_name(
    strangers: Sequence[ExternalPerson], people: Sequence[Identity], found: Mapping[int, str]
) -> dict[int, str]:
    """The matches by name only, among all people and all strangers."""
    names = [(form, place) for place, stranger in enumerate(strangers) for form in spellings(stranger.name)]
    rows = Counter(form for form, _ in names)
    owners = [(form, person.learner) for person in people for form in spellings(person.name or person.learner)]
    held = Counter(form for form, _ in owners)
    by_name = {form: learner for form, learner in owners if held[form] == 1}
    taken = set(found.values())
    matched: dict[int, str] = {}
    for form, place in names:
        learner = by_name.get(form)
        if rows[form] == 1 and learner is not None and learner not in taken and place not in found:
            matched[place] = learner
            taken.add(learner)
    return matched


def spellings(name: str) -> set[str]:
    """The ways in which a name may be written: "Last, First" is "First Last"."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    last, comma, first = plain.partition(", ")
    forms = {plain, f"{first} {last}"} if comma else {plain}
    return {form for form in forms if form}
