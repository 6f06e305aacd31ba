"""Cells of the CSV files that people open in a spreadsheet.

Excel, LibreOffice and Google Sheets execute a cell that begins with one of a few characters, whatever it is quoted
with, and a learner may well choose the name that the cell holds. An apostrophe before it makes it text to all of them.
Where the spreadsheet takes another separator for the file's, a cell goes on behind that one, so what follows a
separator is looked at too.
"""

import re
from typing import Final
from unicodedata import category, normalize

_EXECUTED: Final = frozenset("=+-@\u2212")
"""What a formula begins with, in the width of ASCII; U+2212 is the minus sign."""
_NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?%?", re.ASCII)
_SPLIT: Final = re.compile(r"([,;\t\r\n])")
"""What some reader takes for the end of a cell."""
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no spreadsheet shows, and halves of characters, which UTF-8 has no spelling for."""


def escape_formula(text: str) -> str:
    """The text as a cell that no spreadsheet executes; a number, or a lone hyphen, stays what it is."""
    text = _CONTROLS.sub("\ufffd", text)
    if _is_number(text):
        return text
    first, *others = _SPLIT.split(text)
    if _acts(first) or text[:1] in {"\t", "\r", "\n"}:
        first = f"'{first}"
    parts = (_restrained(part) for part in others)
    return first + "".join(parts)


def _restrained(part: str) -> str:
    """What stands behind a separator within a cell."""
    if not _acts(part) or _is_number(part.rstrip(")]}. ")):
        return part
    lead = len(part) - len(part.lstrip())
    return f"{part[:lead]}'{part[lead:]}"


def _acts(text: str) -> bool:
    """Whether a spreadsheet would execute a cell of this text, blanks and quotation marks in front aside."""
    if text[:1].isalnum():
        return False
    for character in text:
        if character.isspace() or character == '"' or category(character) in {"Cf", "Cc"}:
            continue
        return normalize("NFKC", character)[:1] in _EXECUTED and text.strip() != "-"
    return False


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text.strip()) is not None
