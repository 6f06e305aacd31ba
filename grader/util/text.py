"""Text: reads files, writes and compares names, and makes learners' text harmless on pages, in terminals and in JSON.

`suggest` finds the nearest known name, for messages with "did you mean".
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

import msgspec

from grader.errors import SpecError


def suggest(name: str, known: Iterable[str], *, cutoff: float = 0.6, fold_case: bool = False) -> str | None:
    """The known name that is most similar to `name`; None if no similarity reaches `cutoff`, 0 to 1.

    The measure is `difflib.SequenceMatcher.ratio`. With `fold_case`, upper and lower case count as equal.
    """
    spelled = {one.casefold() if fold_case else one: one for one in sorted(known)}
    near = get_close_matches(name.casefold() if fold_case else name, spelled, n=1, cutoff=cutoff)
    return spelled[near[0]] if near else None


def did_you_mean(name: str, known: Iterable[str], *, cutoff: float = 0.6, otherwise: str = "") -> str:
    """The end of a message about an unknown name: "; did you mean 'x'?", or `otherwise` if no name is similar."""
    near = suggest(name, known, cutoff=cutoff)
    return f"; did you mean '{near}'?" if near else otherwise


_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
TERMINAL_CODES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]")
"""Codes that colour or control a terminal. Each alternative ends at the next escape at the latest, so that no text
takes quadratic time.
"""
_CONTROL_PICTURES = 0x2400
_DELETE = 0x7F


def read_text(path: Path, name: str) -> str:
    """The text of a file that an instructor wrote; messages call the file `name`.

    Raises:
        SpecError: the file can't be read, or isn't UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SpecError(f"{name}: can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SpecError(f"{name}: is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}") from error


def pluralize(count: int, noun: str) -> str:
    """The number of something with its noun: "1 exercise", "2 exercises", "1,204 exercises"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def join_names(names: Sequence[str]) -> str:
    """Names as a list in a sentence: "`a`", "`a` and `b`", "`a`, `b` and `c`"."""
    spelled = [f"`{name}`" for name in names]
    return " and ".join(filter(None, [", ".join(spelled[:-1]), *spelled[-1:]]))


def list_first(names: Sequence[str], most: int = 20) -> str:
    """Names on one line; if they are many, only the first: "a, b, c and 17 more"."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def slug(text: str, *, otherwise: str) -> str:
    """At most 48 characters of a-z, 0-9 and `_` that resemble the text; `otherwise` if nothing remains."""
    return re.sub(r"[^a-z0-9]+", "_", unaccented(text)).strip("_")[:48].rstrip("_") or otherwise


def unaccented(text: str) -> str:
    """The text without accents and case, for sorting and finding names."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def make_visible(text: str) -> str:
    """The text with every control, bidirectional and unpaired character replaced by a visible one."""
    return _UNSEEN.sub(_picture, text)


MAX_QUOTE = 60
"""The most characters of a line or heading that are quoted in the description of a place."""


def place_words(code: str, number: int, line: int | None, *, heading: str, first: int) -> str:
    """A place in a learner's file: "line 2 (`y = x @ w`) under “Your task”", or a cell described by its first line.

    `code` is the text of the cell, and `heading` the heading above it, if there is one; neither is trusted. `line`
    counts from 1 in the cell, which begins in line `first` of a script; 0 for a notebook, which shows no such numbers.
    The cell's own number, from 1, is used only if nothing can be quoted.
    """
    lines = code.split("\n")
    at = line or next((at for at, one in enumerate(lines, 1) if one.strip()), 1)
    quoted = _quoted("".join(lines[at - 1 : at])).replace("`", "'")
    code_mark = f" (`{quoted}`)" if quoted else ""
    if first:
        return f"line {first + at - 1} of your script{code_mark}"
    under = f" under “{_quoted(heading)}”" if heading else ""
    if line:
        return f"line {line}{code_mark or f' of code cell {number}'}{under}"
    return f"the cell{under} that begins with `{quoted}`" if quoted else f"code cell {number}{under}"


def begin_sentence(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]


def _quoted(text: str) -> str:
    one_line = make_visible(" ".join(text.split()))
    return one_line if len(one_line) <= MAX_QUOTE else f"{one_line[: MAX_QUOTE - 1].rstrip()}…"


def escape_unseen(document: str) -> str:
    """A JSON text with the same values; each character that `make_visible` replaces is written as an escape."""
    if document.isprintable():  # most documents, and ten times as fast
        return document
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def json_line(value: object) -> bytes:
    """A value as one line of JSON in UTF-8, with its line feed: no reader finds a different line end in it.

    JSON may contain U+0085, U+2028 and U+2029 unescaped, and many readers end a line there, such as `str.splitlines`.
    """
    return escape_unseen(msgspec.json.encode(value).decode()).encode() + b"\n"


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < ord(" "):
        return chr(_CONTROL_PICTURES + code)
    return "\u2421" if code == _DELETE else f"[U+{code:04X}]"


def word_pairs(text: str) -> dict[str, str]:
    """Maps the first word of each pair in a list such as "a b, c d" to the second."""
    return dict(pair.split() for pair in text.split(", "))
