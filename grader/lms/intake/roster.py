"""Who is who: lists of people that a system exports, and a pseudonym for each person.

A list says whose address and ids belong together: Moodle's grading worksheet of an assignment, Canvas' gradebook,
Gradescope's roster, or our own columns. Moodle's headers are in the site's language: there the first column is
recognised by its numbers, and addresses by their form.

Moodle's worksheet also says when each participant last handed in, which its archive does not: in English sites, by the
clock of whoever downloaded it, which is taken for the course's.

A system's ids are compared with `identities.csv`, and whoever is not in it yet gets a pseudonym. It is ten letters and
digits, a letter first, out of a hash of the system and its id, so that collecting into an empty folder gives the same
ones again. It hides names from pages and results; it is not a secret, as whoever knows an id can compute it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, tzinfo
from hashlib import sha256
from pathlib import Path

from grader.errors import SpecError
from grader.lms.intake.hand_in import HandInFile, Item, Person, tidy_name
from grader.lms.intake.members import RefusedError
from grader.storage.identities import COLUMNS, UNIQUE, Identity
from grader.util.csv_reader import csv_rows

# Pseudonyms.

_LETTERS = "abcdefghjkmnpqrstvwxyz"
_ALPHABET = _LETTERS + "0123456789"
"""No letter that is taken for a digit, and no case to lose on the way. A letter is first, lest Excel see a number."""
_LENGTH = 10


class Register:
    """Everybody known."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        self._rows: dict[str, Identity] = {}
        self._owners: dict[tuple[str, str], set[str]] = {}
        for identity in identities:
            self._keep(identity)

    @property
    def identities(self) -> tuple[Identity, ...]:
        """Everybody, in the order in which they came."""
        return tuple(self._rows.values())

    def learner(self, person: Person) -> str:
        """The person's pseudonym, known or new. What was not known of the person before is added.

        Raises:
            RefusedError: the person's ids are those of two learners.
        """
        owners = self._known(person)
        if len(owners) > 1:
            raise RefusedError("its learner's ids are in two rows of identities.csv; merge or correct these rows")
        learner = owners.pop() if owners else self._free(person)
        self._keep(_with(self._rows.get(learner, Identity(learner=learner)), person))
        return learner

    def same_names(self) -> tuple[tuple[str, ...], ...]:
        """The learners whose names are the same, name by name."""
        named: dict[str, list[str]] = {}
        for learner, identity in self._rows.items():
            named.setdefault(unicodedata.normalize("NFC", identity.name).casefold(), []).append(learner)
        return tuple(tuple(learners) for name, learners in named.items() if name and len(learners) > 1)

    def _known(self, person: Person) -> set[str]:
        """Whose ids the person has; where nobody's, whose address, unless an id distinguishes them."""
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
        """The pseudonym of the person's key; longer where another person's is the same."""
        for length in range(_LENGTH, 2 * _LENGTH):
            name = pseudonym(person.key, length)
            if name not in self._rows or not _differ(self._rows[name], person):
                return name
        raise RefusedError("there is no free pseudonym for its learner")


def pseudonym(key: str, length: int = _LENGTH) -> str:
    """What a key is called: the same for the same key, and as good as never for another one."""
    first, *others = sha256(unicodedata.normalize("NFC", key).encode("utf-8", "replace")).digest()[:length]
    return _LETTERS[first % len(_LETTERS)] + "".join(_ALPHABET[one % len(_ALPHABET)] for one in others)


def _clues(one: Person | Identity) -> Iterator[tuple[str, str]]:
    """What identifies a person: ids, and as the last an address, if an empty one."""
    for column in UNIQUE:
        value = getattr(one, column)
        yield from ((column, part) for part in (value.split() if column == "moodle_id" else [value]) if part)
    yield "email", one.email.casefold()


def _differ(known: Identity, person: Person) -> bool:
    """Whether some id of the person is another one than that learner's."""
    ids = (column for column in UNIQUE if column != "moodle_id")
    pairs = [(getattr(known, column), getattr(person, column)) for column in ids]
    return any(old and new and old != new for old, new in pairs)


def _with(identity: Identity, person: Person) -> Identity:
    """The identity with what was empty filled, and Moodle's number of one more assignment."""
    merged = {
        field.name: getattr(person, field.name)
        for field in fields(Identity)
        if field.name not in {"learner", "moodle_id"}
    }
    numbers = dict.fromkeys(f"{identity.moodle_id} {person.moodle_id}".split())
    new = {name: value for name, value in merged.items() if value and not getattr(identity, name)}
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
"""What each system calls a column, in lower case."""
_PARTICIPANT = re.compile(r"(?P<word>\D+)(?P<number>\d{1,19})")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_FORMATS = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p")
"""How English Moodles write a time: "Monday, 2 November 2026, 9:30 AM"."""
_IDS = ("moodle_id", "canvas_id", "sis_id", "idnumber", "login", "email")


class Roster:
    """People by each of their ids."""

    def __init__(self, people: Iterable[Mapping[str, str]], zone: tzinfo | None = None) -> None:
        """`zone` is that of the times in the list; without one they tell nothing."""
        self._zone = zone
        self._people: dict[tuple[str, str], Mapping[str, str]] = {}
        for person in people:
            for column in _IDS:
                if person.get(column):
                    self._people[column, person[column].casefold()] = person

    @property
    def lacks_zone(self) -> bool:
        """Whether the list has times, which tell nothing as nobody says in which zone they are."""
        return self._zone is None and any(_clock(one.get("submitted", "")) for one in self._people.values())

    def complete_items(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, each with all that the list has of its person."""
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
        """A person whom Moodle gives another number in each assignment gets a pseudonym from what stays."""
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
        """What the list has of a person."""
        known = ((column, getattr(person, column).casefold()) for column in _IDS if getattr(person, column))
        return next((self._people[clue] for clue in known if clue in self._people), {})


def _clock(written: str) -> datetime | None:
    """What a clock showed, without its zone; None if it is written in no form that is known."""
    for form in _FORMATS:
        try:
            return datetime.strptime(written, form)  # noqa: DTZ007 - the zone is the course's, and added by the caller
        except ValueError:
            continue
    return None


def read_roster(path: Path, zone: tzinfo | None = None) -> Roster:
    """The people in a file, whose times are in that zone.

    Raises:
        SpecError: no column of it identifies people.
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
    """Place of a column to what it holds."""
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
