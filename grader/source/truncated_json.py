"""Reads a notebook whose text breaks off: the cells before the break, and the lines of the cell in which it breaks.

JSON that breaks off can't be parsed, so the text is gone through cell by cell, and the last one key by key.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_CELLS = re.compile(r'"cells"\s*:\s*\[\s*')
_BETWEEN = re.compile(r"\s*,?\s*")
_KEY = re.compile(r'\s*[{,]\s*"(\w+)"\s*:\s*')
_LINE = re.compile(r'\s*[\[,]\s*(?=")')
_ESCAPE = len(r"\u0000")
"""The most characters of a sign that a break can cut in two."""
_TEXT = ("source", "input")
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TruncatedNotebook:
    """The cells before a break."""

    cells: tuple[object, ...]
    cut: bool
    """Whether the last of them is the beginning of one, in which the break is."""


def read_truncated(text: str) -> TruncatedNotebook:
    """The complete part of a notebook's text, whatever follows."""
    cells: list[object] = []
    found = _CELLS.search(text)
    place = found.end() if found else len(text)
    while text[place : place + 1] == "{":
        try:
            cell, end = _DECODER.raw_decode(text, place)
        except (RecursionError, ValueError):
            begun = _beginning(text, place)
            return TruncatedNotebook(cells=(*cells, begun) if begun else tuple(cells), cut=bool(begun))
        cells.append(cell)
        between = _BETWEEN.match(text, end)
        place = between.end() if between else end
    return TruncatedNotebook(cells=tuple(cells), cut=False)


def _beginning(text: str, place: int) -> dict[str, object]:
    """The fields of a cell up to its text, and the whole lines of that; none where the break is before any of them."""
    fields: dict[str, object] = {}
    while found := _KEY.match(text, place):
        try:
            fields[found[1]], place = _DECODER.raw_decode(text, found.end())
        except (RecursionError, ValueError):
            fields[found[1]] = "".join(_whole_lines(text, found.end()))
            break
    return fields if any(fields.get(key) for key in _TEXT) else {}


def _whole_lines(text: str, place: int) -> Iterator[str]:
    """The whole lines of a value that is a list of them, or is all of them in one."""
    if text[place : place + 1] == '"':
        lines, end, _ = _up_to_the_break(text[place:].rstrip("\0 \r\n\t\f")).rpartition("\n")
        yield lines + end
    while found := _LINE.match(text, place):
        try:
            line, place = _DECODER.raw_decode(text, found.end())
        except ValueError:
            return
        yield line


def _up_to_the_break(quoted: str) -> str:
    """What a JSON string that lacks its end says."""
    for end in range(len(quoted), max(len(quoted) - _ESCAPE, 0), -1):
        try:
            return str(_DECODER.decode(quoted[:end] + '"'))
        except ValueError:
            continue
    return ""
