"""A learner's own code as tokens in which names, comments and layout no longer show.

A name that the learner chose becomes one and the same word; what tells what code does stays: keywords, built-ins,
attributes, keywords of calls, numbers, strings, operators. Only text that `ast` takes for Python is cut into tokens,
which `tokenize` then does in linear time, so neither nesting nor length of what was handed in can hurt.
"""

import builtins
import io
import keyword
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from grader.source.syntax import parsed, plain

MAX_CHARACTERS: Final = 20_000
"""Own code of one submission that is looked at; an exercise needs a tenth of it."""
NAME: Final = "\N{BULLET}"
"""What every chosen name becomes; no token of Python is that."""

_KEPT = frozenset({*keyword.kwlist, *dir(builtins)})
_LAYOUT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER
}  # fmt: skip
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Lines of a code cell that are the learner's."""

    cell: int
    """From 1."""
    first: int
    """The line of the cell that it begins with, from 1."""
    text: str


@dataclass(frozen=True, slots=True)
class Token:
    """One token, and where it stands."""

    form: str
    cell: int
    line: int
    """In the cell, from 1; for a string of several lines the first."""


def tokens(parts: Iterable[Part]) -> tuple[Token, ...]:
    """The tokens of these parts; a part that is no Python has none."""
    return tuple(token for part in parts for token in _tokens(part))


def _tokens(part: Part) -> Iterator[Token]:
    if parsed(part.text) is None:
        return
    depth, before = 0, ""
    found = [one for one in _cut(plain(part.text)) if one.type not in _LAYOUT or one.type == tokenize.NEWLINE]
    for index, one in enumerate(found):
        after = found[index + 1].string if index + 1 < len(found) else ""
        depth += (one.string in _OPENING) - (one.string in _CLOSING)
        ends = index + 1 == len(found) or found[index + 1].type == tokenize.NEWLINE
        alone = one.type == tokenize.STRING and not before and ends
        if one.type != tokenize.NEWLINE and not alone:  # a string that stands alone is a comment
            named = before == "." or (after == "=" and depth > 0)
            form = one.string if one.type != tokenize.NAME or named or one.string in _KEPT else NAME
            yield Token(form, part.cell, part.first + one.start[0] - 1)
        before = "" if one.type == tokenize.NEWLINE else one.string


def _cut(text: str) -> Iterator[tokenize.TokenInfo]:
    """What `tokenize` finds, up to what it cannot read though `ast` could."""
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return
