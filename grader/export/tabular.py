"""CSV files that another system gave, filled and given back: the separator, line ends and byte order mark as they were.

A copy quotes every cell, which all readers take, and holds none that a spreadsheet would execute.
"""

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path

from grader.errors import SpecError, StorageError
from grader.export.cells import escape_formula
from grader.export.dataset import format_decimal
from grader.util.csv_reader import decode_csv, guess_separator, split_rows
from grader.util.files import write_whole

BOM = b"\xef\xbb\xbf"
SAMPLE = 3
"""Lines from which a separator is guessed, as Canvas does."""
_DECIMAL_COMMA = re.compile(r"\s*\d+,\d+\s*")
_MOST_BYTES = 256 * 2**20


@dataclass(slots=True, kw_only=True)
class Sheet:
    """The rows of one file, to be changed in place, and how it is spelled."""

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
        """Put a copy in place. Raises `StorageError`."""
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
    text = decode_csv(data, path, advice="give the file as it was downloaded")
    separator = guess_separator("".join(islice(io.StringIO(text, newline=None), SAMPLE)))
    rows = [row for _, row in split_rows(text, path, separator) if row]
    if not rows:
        raise SpecError(f"{path}: is empty; give the file as it was downloaded")
    return Sheet(
        path=path,
        rows=rows,
        separator=separator,
        line_end="\r\n" if "\r\n" in text else "\n",
        has_bom=data.startswith(BOM),
        decimal_comma=any(_DECIMAL_COMMA.fullmatch(cell) for row in rows[1:] for cell in row),
    )


def number_in(cell: str) -> Decimal | None:
    """The number that a cell holds, with either decimal separator, or None."""
    found = re.fullmatch(r"\s*(\d{1,9})(?:[.,](\d{1,9}))?\s*", cell, re.ASCII)
    return Decimal(f"{found[1]}.{found[2] or 0}") if found else None


def pad_row(row: list[str], width: int) -> None:
    """Lengthen a row whose last cells some program left out."""
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
        raise SpecError(f"--template {path}: more than {_MOST_BYTES // 2**20} MiB; that is not a gradebook")
    return data
