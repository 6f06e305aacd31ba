"""Identifies people: lists of people that a system exports, and a pseudonym for each person.

A list shows which addresses and ids belong together: Moodle's grading worksheet of an assignment, Canvas' gradebook,
Gradescope's roster, or our own columns. Moodle's headers are in the site's language: there the first column is
recognised by its numbers, and addresses by their form.

Unlike its archive, Moodle's worksheet also has the time of each participant's last hand-in. In English sites it is in
the time zone of the person who downloaded it, which is assumed to be the course's.

A system's ids are compared with `identities.csv`, and every person who is not in it yet gets a pseudonym. It has ten
letters and digits, beginning with a letter, from a hash of the system and its id, so that collecting into an empty
folder gives the same ones again. It hides names from pages and results. It is not a secret, because everybody who knows
an id can compute it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, tzinfo
from hashlib import sha256
from pathlib import Path

from grader.errors import SpecError
from grader.lms.intake.hand_in import HandInFile, Item, tidy_name
from grader.lms.intake.members import Person, RefusedError
from grader.storage.identities import COLUMNS, UNIQUE, Identity
from grader.util.csv_reader import csv_rows

# Pseudonyms.

_LETTERS = "abcdefghjkmnpqrstvwxyz"
_ALPHABET = _LETTERS + "0123456789"
"""No letters that look like digits, and no upper case that could get lost. The first one is a letter, so that Excel
sees no number.
"""
_LENGTH = 10


class Register:
    """All people who are known."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        self._rows: dict[str, Identity] = {}
        self._owners: dict[tuple[str, str], set[str]] = {}
        for identity in identities:
            self._keep(identity)

    @property
    def identities(self) -> tuple[Identity, ...]:
        """All people, in the order in which they were added."""
        return tuple(self._rows.values())

    def learner(self, person: Person) -> str:
        """The person's pseudonym, known or new. New facts about the person are recorded.

        Raises:
            RefusedError: the person's ids belong to two learners.
        """
        owners = self._known(person)
        if len(owners) > 1:
            raise RefusedError("its learner's ids are in two rows of identities.csv; merge or correct these rows")
        learner = owners.pop() if owners else self._free(person)
        self._keep(_with(self._rows.get(learner, Identity(learner=learner)), person))
        return learner

    def same_names(self) -> tuple[tuple[str, ...], ...]:
        """The learners who have the same name, grouped by name."""
        named: dict[str, list[str]] = {}
        for learner, identity in self._rows.items():
            named.setdefault(unicodedata.normalize("NFC", identity.name).casefold(), []).append(learner)
        return tuple(tuple(learners) for name, learners in named.items() if name and len(learners) > 1)

    def _known(self, person: Person) -> set[str]:
        """The learners with one of the person's ids; if there are none, those with the address, unless an id
        differs.
        """
        *ids, email = (self._owners.get(clue, set()) for clue in _clues(person))
        if owners := set().union(*ids):
            return owners
        return {owner for owner in email if not _differ(self._rows[owner], person)}

    def _keep(self, identity: Identity) -> None:
        self._rows[identity.learner] = identity
        for clue in _clues(identity):
            if clue[1]:
                self._owners.setdefault(clue, set()).add(identity.learner)

    def _free(self, person: Person) -> str:
        """The pseudonym of the person's key; longer if it is already another person's."""
        for length in range(_LENGTH, 2 * _LENGTH):
            name = pseudonym(person.key, length)
            if name not in self._rows or not _differ(self._rows[name], person):
                return name
        raise RefusedError("there is no free pseudonym for its learner")


def pseudonym(key: str, length: int = _LENGTH) -> str:
    """The pseudonym of a key: the same for the same key, and almost certainly different for a different one."""
    first, *others = sha256(unicodedata.normalize("NFC", key).encode("utf-8", "replace")).digest()[:length]
    return _LETTERS[first % len(_LETTERS)] + "".join(_ALPHABET[one % len(_ALPHABET)] for one in others)


def _clues(one: Person | Identity) -> Iterator[tuple[str, str]]:
    """What identifies a person: ids and, last, the address, which may be empty."""
    for column in UNIQUE:
        value = getattr(one, column)
        yield from ((column, part) for part in (value.split() if column == "moodle_id" else [value]) if part)
    yield "email", one.email.casefold()


def _differ(known: Identity, person: Person) -> bool:
    """Whether some id of the person differs from that learner's."""
    ids = (column for column in UNIQUE if column != "moodle_id")
    pairs = [(getattr(known, column), getattr(person, column)) for column in ids]
    return any(old and new and old != new for old, new in pairs)


def _with(identity: Identity, person: Person) -> Identity:
    """The identity with empty fields filled, and with Moodle's number in one more assignment."""
    names = {field.name for field in fields(Identity)} - {"learner", "moodle_id"}
    numbers = dict.fromkeys(f"{identity.moodle_id} {person.moodle_id}".split())
    new = {name: getattr(person, name) for name in names if not getattr(identity, name)}
    return replace(identity, **new, moodle_id=" ".join(numbers))


# Lists of people.

_TIME = "last modified (submission)"
_HEADERS: Mapping[str, str] = {
    **{column: column for column in COLUMNS if column != "learner"},
    "identifier": "moodle_id",
    "full name": "name",
    _TIME: "submitted",
    "email address": "email",
    "id number": "idnumber",
    "username": "login",
    "student": "name",
    "id": "canvas_id",
    "sis user id": "sis_id",
    "sis login id": "login",
    "sid": "sis_id",
}
"""Maps each system's names for a column, in lower case, to ours."""
_PARTICIPANT = re.compile(r"(?P<word>\D+)(?P<number>\d{1,19})")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_FORMATS = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p")
"""The ways in which English Moodles write a time: "Monday, 2 November 2026, 9:30 AM"."""
_IDS = ("moodle_id", "canvas_id", "sis_id", "idnumber", "login", "email")


class Roster:
    """People by each of their ids."""

    def __init__(self, people: Iterable[Mapping[str, str]], zone: tzinfo | None = None) -> None:
        """`zone` is the time zone of the list's times; without it they are not used."""
        self._zone = zone
        self._people: dict[tuple[str, str], Mapping[str, str]] = {}
        for person in people:
            for column in _IDS:
                if person.get(column):
                    self._people[column, person[column].casefold()] = person

    @property
    def lacks_zone(self) -> bool:
        """Whether the list has times that can't be used because their time zone is not known."""
        return self._zone is None and any(_clock(person.get("submitted", "")) for person in self._people.values())

    def complete_items(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, each with everything that the list has about its person."""
        for item in items:
            if item.person is None:
                yield item
                continue
            person = self._completed(item.person)
            if isinstance(item, HandInFile):
                shown = _clock(self._told(item.person).get("submitted", "")) if self._zone else None
                submitted = item.submitted or (shown.replace(tzinfo=self._zone) if shown else None)
                yield replace(item, person=person, submitted=submitted)
            else:
                yield replace(item, person=person)

    def _completed(self, person: Person) -> Person:
        """A person whose number in Moodle differs between assignments gets a pseudonym from an id that stays the
        same.
        """
        told = self._told(person)
        if not told:
            return person
        filled = {
            column: value
            for column, value in told.items()
            if column != "submitted" and (column == "name" or not getattr(person, column))
        }
        lasting = next((f"{one}:{told[one].casefold()}" for one in ("idnumber", "email") if told.get(one)), person.key)
        key = lasting if person.key.startswith("moodle:") else person.key
        return replace(person, key=key, **filled)

    def _told(self, person: Person) -> Mapping[str, str]:
        """Everything that the list has about a person."""
        known = ((column, getattr(person, column).casefold()) for column in _IDS if getattr(person, column))
        return next((self._people[clue] for clue in known if clue in self._people), {})


def _clock(written: str) -> datetime | None:
    """A written local time, without its time zone; None if its form is not known."""
    for form in _FORMATS:
        try:
            return datetime.strptime(written, form)  # noqa: DTZ007 - the zone is the course's, and added by the caller
        except ValueError:
            continue
    return None


def read_roster(path: Path, zone: tzinfo | None = None) -> Roster:
    """The people in a file, whose times are in that time zone.

    Raises:
        SpecError: none of its columns identifies people.
        StorageError: it cannot be read.
    """
    if not path.is_file():
        raise SpecError(f"{path}: there is no such file; use a grading worksheet, a gradebook or a roster as CSV")
    table = [cells for _, cells in csv_rows(path)]
    header, *rest = table or [[]]
    columns = _columns(header, rest)
    if not set(_IDS).intersection(columns.values()):
        raise SpecError(
            f"{path}: contains no numbers or addresses; use Moodle's grading worksheet (Identifier, Email address), "
            f"Canvas' gradebook (ID, SIS User ID) or a list with: {', '.join(COLUMNS[1:])}"
        )
    return Roster((_person(cells, columns) for cells in rest), zone)


def _columns(header: Sequence[str], rest: Sequence[Sequence[str]]) -> Mapping[int, str]:
    """Maps a column's index to its content."""
    columns = {at: _HEADERS[name] for at, cell in enumerate(header) if (name := cell.strip().casefold()) in _HEADERS}
    for at in range(len(header)):
        cells = [row[at].strip() for row in rest if at < len(row) and row[at].strip()]
        numbered = [found["word"] for cell in cells if (found := _PARTICIPANT.fullmatch(cell))]
        if at == 0 and cells and len(numbered) == len(cells) and len(set(numbered)) == 1:
            columns[at] = "moodle_id"
        elif at not in columns and cells and all(map(_ADDRESS.fullmatch, cells)):
            columns.setdefault(at, "email")
    return columns


def _person(cells: Sequence[str], columns: Mapping[int, str]) -> Mapping[str, str]:
    told = {column: tidy_name(cells[at]) for at, column in columns.items() if at < len(cells) and cells[at].strip()}
    if found := _PARTICIPANT.fullmatch(told.get("moodle_id", "")):
        told["moodle_id"] = found["number"]
    return told
