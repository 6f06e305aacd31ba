"""A list of people that a system exports, which says whose address and ids belong together.

Moodle's grading worksheet of an assignment, Canvas' gradebook, Gradescope's roster, or our own columns. Moodle's
headers are in the site's language: there the first column is recognised by its numbers, and addresses by their form.

Moodle's worksheet also says when each participant last handed in, which its archive does not: in English sites, by the
clock of whoever downloaded it, which is taken for the course's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

from grader.errors import SpecError
from grader.intake.hand_in import HandInFile, Item, Person, RefusedItem, tidy_name
from grader.storage.identities import COLUMNS
from grader.util.csv_reader import csv_rows

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
            elif isinstance(item, HandInFile):
                submitted = item.submitted or self._time(item.person)
                yield replace(item, person=self._completed(item.person), submitted=submitted)
            else:
                yield RefusedItem(refusal=item.refusal, person=self._completed(item.person))

    def _completed(self, person: Person) -> Person:
        """A person whom Moodle numbers anew in each assignment gets a pseudonym from what stays."""
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

    def _time(self, person: Person) -> datetime | None:
        """When the person last handed in."""
        shown = _clock(self._told(person).get("submitted", ""))
        return shown.replace(tzinfo=self._zone) if shown and self._zone else None


def _clock(written: str) -> datetime | None:
    """What a clock showed, without its zone; None where it is written in no form that is known."""
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
        raise SpecError(f"{path}: no such file; it is a grading worksheet, a gradebook or a roster as CSV")
    table = [cells for _, cells in csv_rows(path)]
    header, *rest = table or [[]]
    columns = _columns(header, rest)
    if not set(_IDS).intersection(columns.values()):
        raise SpecError(
            f"{path}: tells nobody's number or address; wanted is Moodle's grading worksheet (Identifier, Email "
            f"address), Canvas' gradebook (ID, SIS User ID) or a list with: {', '.join(COLUMNS[1:])}"
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
