"""Reads CSV files that people have saved from a spreadsheet, as they were meant.

It accepts semicolons or tabs instead of commas, CRLF, a byte order mark, UTF-16, `sep=;`, empty rows and columns, and
columns in any order. Anything that would change a cell's meaning (an older encoding, a broken quotation) is refused
with its line number.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SpecError
from grader.util.files import bytes_of
from grader.util.text import did_you_mean, pluralize


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row below the header."""

    place: str
    """The file and line, for messages."""
    cells: Mapping[str, str]
    """Maps each column to its cell without surrounding blanks; a column that the file lacks is missing."""


def read_csv(path: Path, columns: Collection[str], *, needs: Collection[str]) -> tuple[SheetRow, ...]:
    """The rows of a file that may have these columns, in any order and case, and must have the `needs`.

    Raises:
        SpecError: the file is empty, is not CSV in UTF-8, or has different columns or too many cells.
        StorageError: the file cannot be read.
    """
    lines = list(csv_rows(path))
    if not lines:
        raise SpecError(f"{path}: is empty; its first line must be: {','.join(columns)}")
    (line, header), *rest = lines
    names = _header(header, columns, needs, place=f"{path}, line {line}")
    return tuple(_row(cells, names, place=f"{path}, line {number}") for number, cells in rest)


def csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a CSV file that contains anything, with the number of its last line. Raises as `read_csv`."""
    text = decode_csv(bytes_of(path), path, advice="in Excel, save it as 'CSV UTF-8 (comma delimited)'")
    lines = list(io.StringIO(text, newline=None))
    named = re.fullmatch(r'"?sep=(.)"?', lines[0].strip()) if lines else None
    header = next((line for line in lines[1 if named else 0 :] if line.strip(" ,;\t")), "")
    for number, row in split_rows(text, path, named[1] if named else guess_separator(header)):
        if any(cell.strip() for cell in row) and not (named and number == 1):
            yield number, row


def guess_separator(sample: str) -> str:
    """The comma, semicolon or tab, whichever occurs most often in the sample; the comma if none does."""
    return max(",;\t", key=sample.count)


def split_rows(text: str, path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a CSV text, with the number of its last line. Raises `SpecError` if it is malformed."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise SpecError(f"{path}, line {reader.line_num}: is not CSV ({error})") from error


def decode_csv(data: bytes, path: Path, *, advice: str) -> str:
    """The text, without a byte order mark, of a file in UTF-8 or in UTF-16, which is Excel's "Unicode text".

    Raises:
        SpecError: the file has a different encoding; the message ends with `advice`.
    """
    codec = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SpecError(f"{path}, line {line}: is not UTF-8 (byte {data[error.start]:#04x}); {advice}") from error


def csv_text(header: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A CSV with commas and plain line feeds, as the grader writes its own files."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def safe_excerpt(text: str) -> str:
    """Text from outside, made safe for a message: at most 80 characters, without any that control a terminal."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text[:80])


def _header(row: Sequence[str], columns: Collection[str], needs: Collection[str], *, place: str) -> list[str]:
    """The columns' names in the file's order, without empty ones that Excel added at the end."""
    names = [cell.strip().casefold() for cell in row]
    while names and not names[-1]:
        names.pop()
    for name in names:
        if name not in columns:
            guess = did_you_mean(name, columns, otherwise=".")
            raise SpecError(f"{place}: no column '{safe_excerpt(name)}'{guess} Allowed: {', '.join(columns)}")
        if names.count(name) > 1:
            raise SpecError(f"{place}: column '{name}' is listed twice; remove one")
    for name in needs:
        if name not in names:
            raise SpecError(f"{place}: column '{name}' is missing; found: {', '.join(names)}")
    return names


def _row(cells: Sequence[str], names: Sequence[str], *, place: str) -> SheetRow:
    if any(cell.strip() for cell in cells[len(names) :]):
        found, columns = pluralize(len(cells), "cell"), pluralize(len(names), "column")
        raise SpecError(f"{place}: {found}, but the first line has {columns}")
    return SheetRow(place=place, cells={name: cell.strip() for name, cell in zip(names, cells, strict=False)})
