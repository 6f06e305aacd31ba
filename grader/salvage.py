"""From the bytes of a file to the text of its code cells, whatever was done to the file on its way here.

What can be repaired is repaired and said, a sentence each; for all else `salvage` raises `DamagedError`, and
nothing but that. It reads JSON and lines of text by hand: nbformat validates, which a damaged notebook does not
survive, and jupytext is quadratic in unclosed code fences, obeys a header that names another format, and raises
on one that names another encoding. A submission's metadata, outputs and cell ids are never believed.
"""

import codecs
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader import blanks

MAX_BYTES = 20 * 2**20
"""The most a file may hold; Jupyter's own outputs of a training course stay far below."""
MAX_CODE = 200_000
"""The most characters of code, ten times what an exercise needs; to parse a million takes 8 s."""
MAX_CELLS = 1_000

_AGAIN = "Please save your notebook in Jupyter and hand it in again."
_EXERCISE = re.compile(r"^#[ \t]+exercise:[ \t]*(\S+)[ \t]*$", re.MULTILINE)
_EXERCISE_ID = re.compile(r"[A-Za-z0-9_-]+/[A-Za-z0-9_-]+")
_HEADER = re.compile(r"\A# ---\n(?:#.*\n)*?# ---(?:\n|\Z)")
_HEADER_LINES = 40
_BINARY = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_MARKS = (
    (codecs.BOM_UTF8, "UTF-8", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF32_LE, "UTF-32-LE", "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32-BE", "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16-LE", "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16-BE", "UTF-16"),
)
"""Byte order mark, codec, and what the learner is told. UTF-32's little-endian mark begins with UTF-16's."""


class DamagedError(Exception):
    """The file cannot be read as code; one or two sentences to the learner say why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """What a file holds that matters."""

    cells: tuple[str, ...]
    """The text of each code cell that isn't empty."""
    exercise: str | None
    """The exercise that the file itself names, if it does."""
    repairs: tuple[str, ...]


def salvage(data: bytes, *, script: bool) -> Salvaged:
    """The code in a file's bytes, which are a script's or a notebook's. Raises `DamagedError`."""
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES // 2**20} MiB"
        raise DamagedError(f"The file is larger than {limit}. Please clear all outputs, save, and hand it in again.")
    text, repairs = _decode(data)
    if not text.strip("\0 \r\n\t\f"):
        raise DamagedError(f"The file is empty. {_AGAIN}")
    notebook_inside = text.lstrip().startswith("{") and ('"cells"' in text or '"worksheets"' in text)
    if script and not notebook_inside:
        return _finished(_script_cells(text), _named_in_script(text), repairs)
    if script:
        repairs = (*repairs, "The file is called .py, but holds a notebook; it was read as one.")
    notebook, more = _load(text)
    texts, still_more = _notebook_cells(notebook)
    return _finished(texts, _named_in_notebook(notebook), repairs + more + still_more)


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text in whatever encoding it came, and a repair where that is not plain UTF-8."""
    for mark, codec, label in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace"), (f"The file was read as {label}.",)
    if data[1:2] == data[3:4] == b"\0" != data[:1]:
        return data.decode("UTF-16-LE", "replace"), ("The file was read as UTF-16.",)
    if data[:1] == data[2:3] == b"\0" != data[1:2]:
        return data.decode("UTF-16-BE", "replace"), ("The file was read as UTF-16.",)
    try:
        return data.decode(), ()
    except UnicodeDecodeError:
        return data.decode("Latin-1"), ("The file was read as Latin-1, because it is not UTF-8.",)


def _load(text: str) -> tuple[object, tuple[str, ...]]:
    """The JSON value at the start of the text, and a repair where anything follows it."""
    text = text.strip("\0 \r\n\t\f")
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text)
    except json.JSONDecodeError as error:
        where = f"it breaks off or is unreadable at line {error.lineno}"
        raise DamagedError(f"The file is not a complete notebook: {where}. {_AGAIN}") from error
    except (RecursionError, ValueError) as error:
        raise DamagedError(f"The file is not a notebook that Jupyter could have saved. {_AGAIN}") from error
    return value, ("What followed the end of the notebook was left out.",) if text[end:].strip() else ()


def _notebook_cells(notebook: object) -> tuple[list[str], tuple[str, ...]]:
    """The text of each code cell of a notebook of any format, and what was repaired."""
    repairs: list[str] = []
    match notebook:
        case {"cells": list(cells), **rest}:
            repairs.extend(_about_format(rest) + _about_ids(rest, cells))
        case {"worksheets": list(sheets)}:
            found = (sheet["cells"] for sheet in sheets if isinstance(sheet, dict) and "cells" in sheet)
            cells = [cell for inside in found if isinstance(inside, list) for cell in inside]
            repairs.append("The notebook was in an old format, 3 or earlier.")
        case _:
            raise DamagedError("The file holds data, but no notebook. Please hand in the .ipynb file of the exercise.")
    texts = [_cell_text(cell) for cell in cells if _is_code(cell)]
    if None in texts or not all(isinstance(cell, dict) for cell in cells):
        repairs.append("A cell without readable text was left out.")
    return [text for text in texts if text is not None], tuple(repairs)


def _about_format(notebook: Mapping[object, object]) -> tuple[str, ...]:
    match notebook.get("nbformat"):
        case 4:
            return ()
        case int(version) if 0 < version < 100:  # noqa: PLR2004 - a number that is worth telling
            return (f"The notebook says that its format is {version}; it was read as format 4.",)
        case _:
            return ("The notebook does not say what format it has; it was read as format 4.",)


def _about_ids(notebook: Mapping[object, object], cells: Sequence[object]) -> tuple[str, ...]:
    """What is wrong with the cells' ids, which notebooks have had since format 4.5."""
    match notebook.get("nbformat_minor"):
        case int(minor) if minor >= 5:  # noqa: PLR2004 - the format's own number, explained above
            ids = [str(cell["id"]) if "id" in cell else None for cell in cells if isinstance(cell, dict)]
        case _:
            return ()
    missing = ("Cell ids were missing.",) if None in ids else ()
    known = [one for one in ids if one is not None]
    return (*missing, "Several cells had the same id.") if len(set(known)) < len(known) else missing


def _is_code(cell: object) -> bool:
    """Whether a cell holds code; one that lost its type does if it has what only code cells have."""
    match cell:
        case {"cell_type": "code"}:
            return True
        case {"cell_type": str()}:
            return False
        case {"outputs": _} | {"execution_count": _}:
            return True
        case _:
            return False


def _cell_text(cell: object) -> str | None:
    """The text of a code cell, joined where the file has it in lines; None where there is none."""
    match cell:
        case {"source": str(text)} | {"input": str(text)}:
            return text
        case {"source": list(lines)} | {"input": list(lines)} if all(isinstance(line, str) for line in lines):
            return "".join(lines)
        case _:
            return None


def _script_cells(text: str) -> list[str]:
    """The text of each code cell of a script; without any marker, the whole script is one."""
    if _BINARY.search(text):
        raise DamagedError("The file holds binary data, no Python code. Please hand in the .ipynb or .py file itself.")
    lines = _HEADER.sub("", _newlines(text)).split("\n")
    cells: list[list[str]] = [[]]
    prose = False
    for line in lines:
        if blanks.CELL.match(line):
            prose = blanks.is_prose(line)
            cells.append([])
        elif not prose and not _EXERCISE.match(line):
            cells[-1].append(line)
    return ["\n".join(cell) for cell in cells]


def _named_in_notebook(notebook: object) -> str | None:
    match notebook:
        case {"metadata": {"grader": {"exercise": str(name)}}}:
            return name
        case _:
            return None


def _named_in_script(text: str) -> str | None:
    head = "\n".join(_newlines(text).split("\n", _HEADER_LINES)[:_HEADER_LINES])
    found = _EXERCISE.search(head)
    return found[1] if found else None


def _finished(texts: Sequence[str], exercise: str | None, repairs: tuple[str, ...]) -> Salvaged:
    """These cells, their characters cleaned and empty ones dropped, if they are not too many."""
    cleaned = [_cleaned(_newlines(text)) for text in texts]
    if any(clean != _newlines(text) for clean, text in zip(cleaned, texts, strict=True)):
        repairs = (*repairs, "Characters that no code can hold were taken out.")
    cells = tuple(text.strip("\n") for text in cleaned if text.strip())
    if len(cells) > MAX_CELLS or sum(map(len, cells)) > MAX_CODE:
        limit = f"{MAX_CELLS:,} cells or {MAX_CODE:,} characters"
        raise DamagedError(f"The file holds more than {limit} of code. Please hand in your answer alone.")
    known = exercise if exercise and _EXERCISE_ID.fullmatch(exercise) else None
    return Salvaged(cells=cells, exercise=known, repairs=repairs)


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cleaned(text: str) -> str:
    """The text without null characters, and with a question mark diamond for half a character."""
    whole = text.encode("UTF-16-LE", "surrogatepass").decode("UTF-16-LE", "replace")
    return whole.replace("\0", "")
