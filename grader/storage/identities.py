"""The identities of the learners: `identities.csv`, the only file that maps pseudonyms to people.

    learner,name,email,login,sis_id,canvas_id,moodle_id,idnumber
    k3f9x2m7qp,Amélie Núñez,amelie@example.org,,,4711,,

It is UTF-8 with a byte order mark, so that Excel shows accents after a double click. Files that Excel has changed
(semicolons or tabs, CRLF, empty rows and columns, `sep=;`, different order) can be read too. A cell that a spreadsheet
would execute is written after an apostrophe, which reading removes again.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from grader.errors import SpecError
from grader.storage.layout import IDENTITIES
from grader.util.csv_reader import SheetRow, csv_text, read_csv, safe_excerpt
from grader.util.files import write_whole

_FORMULA = r"""(?=[\s"]*[=+\-@\u2212\uff1d\uff0b\uff0d\uff20])"""
"""Text after which some spreadsheets execute what follows."""
_CELL_START = r"(^|[,;])"
"""The places where some reader sees the beginning of a cell: a spreadsheet may use the other separator."""
_BARE = re.compile(rf"{_CELL_START}(\s*'*){_FORMULA}")
_GUARDED = re.compile(rf"{_CELL_START}(\s*)'('*){_FORMULA}")
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+")
"""A number of more than eleven digits as Excel writes it."""
_MOST_BYTES = 255
"""The most bytes of a folder's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One learner; unknown fields are empty."""

    learner: str
    """The pseudonym, which is the name of the learner's folder."""
    name: str = ""
    """The full name, as the system of origin writes it."""
    email: str = ""
    login: str = ""
    """The name with which the learner logs in: nbgrader's id, Canvas' login, the name of a git repository."""
    sis_id: str = ""
    """The id in the student information system, as used by Canvas and Gradescope."""
    canvas_id: str = ""
    """Canvas' own number of the person."""
    moodle_id: str = ""
    """Moodle's participant numbers, separated by blanks; each assignment has its own."""
    idnumber: str = ""
    """Moodle's field "ID number", which the school sets."""


COLUMNS = tuple(field.name for field in fields(Identity))
UNIQUE = ("login", "sis_id", "canvas_id", "moodle_id", "idnumber")
"""Columns in which no two learners may have the same value; an address may belong to a couple."""


def read_identities(path: Path) -> tuple[Identity, ...]:
    """Every learner in the file, in its order.

    Raises:
        SpecError: the file does not exist, or something in it is wrong; names the line.
        StorageError: it cannot be read.
    """
    if not path.exists():
        raise SpecError(f"{path}: no such file; `grader collect` writes one")
    found = [(row.place, identity_of(row)) for row in read_csv(path, COLUMNS, needs=["learner"])]
    _check_unique(found)
    return tuple(identity for _, identity in found)


def identities_of(out: Path) -> dict[str, Identity]:
    """Maps each learner to their identity, for everybody in OUT. Raises `SpecError` if the file is damaged."""
    path = out / IDENTITIES
    return {identity.learner: identity for identity in read_identities(path)} if path.exists() else {}


def write_identities(path: Path, identities: Iterable[Identity]) -> None:
    """Write the complete file, in the given order.

    Raises:
        SpecError: two learners share a pseudonym or an id, or a pseudonym can't be a folder's name.
        StorageError: the disk is full, or the folder cannot be written.
    """
    kept = tuple(identities)
    found = [(f"{path}, learner '{identity.learner}'", identity) for identity in kept]
    for place, identity in found:
        _check_cells(identity, place)
    _check_unique(found)
    rows = (map(guard_cell, asdict(identity).values()) for identity in kept)
    write_whole(path, csv_text(COLUMNS, rows).encode("utf-8-sig"))


def guard_cell(cell: str) -> str:
    """A cell that no spreadsheet executes: after an apostrophe if needed."""
    return _BARE.sub(r"\1'\2", cell)


def keep_identities(folder: Path, out: Path) -> None:
    """Update OUT's file from the file in a cohort's folder, if it has one.

    Raises:
        SpecError: one of the files is wrong, or together they treat two learners as one person.
        StorageError: one of the files cannot be read or written.
    """
    if not (folder / IDENTITIES).exists():
        return
    listed = {identity.learner: identity for identity in read_identities(folder / IDENTITIES)}
    kept = read_identities(out / IDENTITIES) if (out / IDENTITIES).exists() else ()
    merged = tuple(listed.pop(identity.learner, identity) for identity in kept) + tuple(listed.values())
    if merged != kept:
        write_identities(out / IDENTITIES, merged)


def identity_of(row: SheetRow) -> Identity:
    """The person in a row; other columns are left out. Raises `SpecError` if a cell is wrong."""
    bare = {name: _GUARDED.sub(r"\1\2\3", row.cells[name]) for name in COLUMNS if name in row.cells}
    identity = Identity(**{name: unicodedata.normalize("NFC", cell) for name, cell in bare.items()})
    _check_cells(identity, row.place)
    return identity


def _check_unique(found: Sequence[tuple[str, Identity]]) -> None:
    """Raise `SpecError` if two learners are the same person."""
    for column in ("learner", *UNIQUE):
        owners: dict[str, str] = {}
        for place, identity in found:
            cell = getattr(identity, column)
            for one in cell.split() if column == "moodle_id" else filter(None, [cell]):
                if (owner := owners.setdefault(one, place)) != place:
                    shown = safe_excerpt(one)
                    raise SpecError(f"{place}: {column} '{shown}' also belongs to another learner ({owner})")


def _check_cells(identity: Identity, place: str) -> None:
    """Raise `SpecError` unless the pseudonym can be a folder's name and every cell is as it was typed."""
    learner = identity.learner
    if not learner:
        raise SpecError(f"{place}: column 'learner' is empty; write the name of the learner's folder")
    if learner.startswith(".") or "/" in learner or len(learner.encode()) > _MOST_BYTES:
        allowed = f"no '/', no dot at the start, at most {_MOST_BYTES} bytes"
        raise SpecError(f"{place}: learner '{safe_excerpt(learner)}' cannot be a folder's name; allowed: {allowed}")
    for column, cell in asdict(identity).items():
        if any(unicodedata.category(one) in {"Cc", "Cs"} for one in cell):
            shown = safe_excerpt(cell)
            raise SpecError(f"{place}: {column} '{shown}' contains control characters or line breaks; remove them")
        if column in UNIQUE and _SHORTENED.fullmatch(cell):
            lost = "is a long number that Excel has shortened, so its last digits are lost"
            advice = "format the column as text and enter the number again"
            raise SpecError(f"{place}: {column} '{cell}' {lost}; {advice}")
