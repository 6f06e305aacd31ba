"""CSV files: marks in our own columns, files from other systems, and cells that no spreadsheet executes.

Marks are written with one row per learner, or with one row per mark.

A file from another system is filled and given back: the separator, line ends and byte order mark stay the same. A copy
quotes every cell, which all readers accept, and contains no cell that a spreadsheet would execute.

Excel, LibreOffice and Google Sheets execute a cell that begins with one of a few characters, even if it is quoted, and
a learner can choose a name that does. An apostrophe before it makes it text in all of them. If a spreadsheet assumes a
wrong separator, a new cell begins after that character, so the text after each separator is escaped too.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Final, Literal
from unicodedata import category, normalize

from grader.errors import SpecError, StorageError
from grader.gradebook.marks import CourseMark, ExerciseMark, round_points
from grader.lms.export import ExportOptions, ExportReport
from grader.lms.export.dataset import Cell, CellState, ExportData, cells_of, format_decimal, percent_of, points_of
from grader.util.csv_reader import decode_csv, guess_separator, split_rows
from grader.util.files import open_whole, write_whole
from grader.util.text import pluralize

# Cells.

_EXECUTED: Final = frozenset("=+-@\u2212")
"""The characters with which a formula begins, in the width of ASCII; U+2212 is the minus sign."""
_NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?%?", re.ASCII)
_SPLIT: Final = re.compile(r"([,;\t\r\n])")
"""Characters that some reader takes for the end of a cell."""
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that no spreadsheet shows, and halves of surrogate pairs, which UTF-8 cannot encode."""


def escape_formula(text: str) -> str:
    """The text as a cell that no spreadsheet executes; a number, or a single hyphen, stays unchanged."""
    text = _CONTROLS.sub("\ufffd", text)
    if _is_number(text):
        return text
    first, *others = _SPLIT.split(text)
    if _acts(first) or text[:1] in {"\t", "\r", "\n"}:
        first = f"'{first}"
    parts = (_restrained(part) for part in others)
    return first + "".join(parts)


def _restrained(part: str) -> str:
    """The text after a separator within a cell, escaped."""
    if not _acts(part) or _is_number(part.rstrip(")]}. ")):
        return part
    lead = len(part) - len(part.lstrip())
    return f"{part[:lead]}'{part[lead:]}"


def _acts(text: str) -> bool:
    """Whether a spreadsheet would execute a cell of this text, ignoring blanks and quotation marks in front."""
    if text[:1].isalnum():
        return False
    for character in text:
        if character.isspace() or character == '"' or category(character) in {"Cf", "Cc"}:
            continue
        return normalize("NFKC", character)[:1] in _EXECUTED and text.strip() != "-"
    return False


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.strip()) is not None


# Marks.

ABOUT = ("learner", "name", "email")
FOR_EXCEL = "utf-8-sig"
"""UTF-8 with a byte order mark; without that, Excel shows no accents."""


def export_wide_csv(material: ExportData, options: ExportOptions) -> ExportReport:
    """Write one row per learner: points in each exercise and in total. A cell is empty if nothing was handed in, or
    if it is unscored.
    """
    columns = material.columns
    if material.assignments.stated and not material.chosen:
        columns = (*material.exercises, *columns)
    header = [*ABOUT, *(column.id for column in columns), "total", "possible", "unscored"]
    rows = (
        [
            *_about(material, mark.learner),
            *map(_text, cells_of(mark, columns)),
            "" if mark.unscored or not mark.possible else format_decimal(round_points(mark.earned, mark.possible)),
            format_decimal(mark.possible),  # "so far" refers to the mark next to it
            format_decimal(mark.unscored),
        ]
        for mark in material.marks()
    )
    count = write_rows(options.to, header, rows, encoding=FOR_EXCEL, quoting=csv.QUOTE_MINIMAL)
    return ExportReport(
        summary=f"{options.to}: {pluralize(count, 'learner')}, {pluralize(len(columns), 'column')} of points."
    )


def export_long_csv(material: ExportData, options: ExportOptions) -> ExportReport:
    """Write one row per mark: learner, exercise, points, and their state."""
    wanted = {column.id for column in material.exercises}
    header = [*ABOUT, "assignment", "exercise", "points", "possible", "percent", "standing", "attempt", "handed_in"]
    header += ["late_hours", "lost_percent"]
    rows = (row for mark in material.marks() for row in _long(material, wanted, mark))
    count = write_rows(options.to, header, rows, encoding=FOR_EXCEL, quoting=csv.QUOTE_MINIMAL)
    return ExportReport(summary=f"{options.to}: {pluralize(count, 'mark')}.")


def _long(material: ExportData, wanted: set[str], mark: CourseMark) -> Iterator[list[str]]:
    about = _about(material, mark.learner)
    for assignment in mark.marks:
        for exercise in assignment.exercises:
            if exercise.exercise in wanted and not (exercise.open and exercise.due is None):
                yield [*about, assignment.assignment, exercise.exercise, *_facts(exercise)]


def _facts(one: ExerciseMark) -> list[str]:
    points, share = points_of(one), percent_of(one)
    counted = next((attempt for attempt in one.attempts if attempt.number == one.attempt), None)
    return [
        "" if points is None else format_decimal(points),
        str(one.possible),
        "" if share is None else format_decimal(share),
        _standing(one),
        "" if one.attempt is None else str(one.attempt),
        counted.handed_in.isoformat(timespec="seconds") if counted else "",
        f"{one.late.total_seconds() / 3600:.2f}".rstrip("0").rstrip("."),
        format_decimal(one.loses * 100),
    ]


def _standing(one: ExerciseMark) -> str:
    """A mark's state in one word, the first that applies."""
    states = ("excused", "unscored", "open", "missing", "dropped")
    return next((word for word in states if getattr(one, word)), "scored")


def _about(material: ExportData, learner: str) -> list[str]:
    person = material.person(learner)
    return [escape_formula(learner), escape_formula(person.name), escape_formula(person.email)]


def _text(cell: Cell) -> str:
    if cell.state is CellState.EXCUSED:
        return "excused"
    return "" if cell.points is None else format_decimal(cell.points)


def write_rows(
    to: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, encoding: str, quoting: Literal[0, 1]
) -> int:
    """Write the rows under the header, so that no spreadsheet executes any of them, and return how many there were."""
    count = 0
    with open_whole(to) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        writer = csv.writer(text, quoting=quoting, lineterminator="\r\n")
        writer.writerow(map(escape_formula, header))
        for row in rows:
            writer.writerow(row)
            count += 1
        text.detach()  # written to the end, and still to be put in place
    return count


# Files from other systems.

BOM = b"\xef\xbb\xbf"
SAMPLE = 3
"""The number of lines from which a separator is guessed, as Canvas does."""
_DECIMAL_COMMA = re.compile(r"\s*\d+,\d+\s*")
_MOST_BYTES = 256 * 2**20


@dataclass(slots=True, kw_only=True)
class Sheet:
    """The rows of one file, to be changed in place, and the file's format."""

    path: Path
    rows: list[list[str]]
    separator: str
    line_end: str
    has_bom: bool
    decimal_comma: bool

    @property
    def header(self) -> list[str]:
        """The first row."""
        return self.rows[0]

    def number(self, points: Decimal) -> str:
        """Points as this file writes numbers."""
        text = format_decimal(points)
        return text.replace(".", ",") if self.decimal_comma else text

    def write(self, to: Path) -> None:
        """Write a copy to its place. Raises `StorageError`."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.separator, quoting=csv.QUOTE_ALL, lineterminator=self.line_end)
        writer.writerows([escape_formula(cell) for cell in row] for row in self.rows)
        write_whole(to, (BOM if self.has_bom else b"") + text.getvalue().encode())


def load_sheet(path: Path) -> Sheet:
    """The file's rows.

    Raises:
        SpecError: there is no such file, or it is not CSV in UTF-8.
        StorageError: it can't be read.
    """
    data = _bytes(path)
    text = decode_csv(data, path, advice="use the unchanged downloaded file")
    separator = guess_separator("".join(islice(io.StringIO(text, newline=None), SAMPLE)))
    rows = [row for _, row in split_rows(text, path, separator) if row]
    if not rows:
        raise SpecError(f"{path}: is empty; use the unchanged downloaded file")
    return Sheet(
        path=path,
        rows=rows,
        separator=separator,
        line_end="\r\n" if "\r\n" in text else "\n",
        has_bom=data.startswith(BOM),
        decimal_comma=any(_DECIMAL_COMMA.fullmatch(cell) for row in rows[1:] for cell in row),
    )


def number_in(cell: str) -> Decimal | None:
    """The number in a cell, with either decimal separator, or None."""
    found = re.fullmatch(r"\s*(\d{1,9})(?:[.,](\d{1,9}))?\s*", cell, re.ASCII)
    return Decimal(f"{found[1]}.{found[2] or 0}") if found else None


def pad_row(row: list[str], width: int) -> None:
    """Lengthen a row whose last cells were left out by some program."""
    row.extend([""] * (width - len(row)))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise SpecError(f"--template {path}: no such file") from error
    except OSError as error:
        raise StorageError(f"--template {path}: cannot be read ({error.strerror})") from error
    if len(data) > _MOST_BYTES:
        raise SpecError(f"--template {path}: more than {_MOST_BYTES // 2**20} MiB; this is not a gradebook")
    return data
