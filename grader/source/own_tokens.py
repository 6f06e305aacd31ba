"""A learner's own code as tokens in which names, comments and layout no longer show.

A name that the learner chose becomes one and the same word; what says what code does stays: keywords, built-ins,
attributes, keywords of calls, numbers, strings, operators. Only text that `ast` takes for Python is cut into tokens,
which `tokenize` then does in linear time.
"""

import builtins
import io
import keyword
import tokenize
from collections.abc import Iterator
from typing import Final

from grader.source.ownership import own_runs, shipped_meanings
from grader.source.records import OwnPart, Source
from grader.source.syntax import comment_out_magics, parse_cell

MAX_CODE: Final = 50_000
"""Characters of code, the stub's included, up to which it is compared with others'."""
MAX_CHARACTERS: Final = 20_000
"""The same for the learner's own; an exercise needs a tenth of it."""
NAME: Final = "\N{BULLET}"
"""What every chosen name becomes; no token of Python is that."""

_KEPT = frozenset({*keyword.kwlist, *dir(builtins)})
_LAYOUT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER
}  # fmt: skip
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def own_parts(source: Source, stub: Source) -> tuple[OwnPart, ...] | None:
    """The runs of statements in each cell that neither import nor stand in the stub; None where they are too long."""
    if sum(len(cell.text) for cell in source.cells) > MAX_CODE:
        return None
    shipped = shipped_meanings(stub)
    found = tuple(
        OwnPart(cell=number, first=first, text=text, tokens=tokens_of(text, first))
        for number, cell in enumerate(source.cells, start=1)
        for first, text in own_runs(cell.text, shipped)
    )
    return None if sum(len(part.text) for part in found) > MAX_CHARACTERS else found


def tokens_of(text: str, first: int = 1) -> tuple[tuple[str, int], ...]:
    """The tokens of some lines of a cell, each with its line, counted from `first`; none where they are not code."""
    return tuple(_tokens(text, first)) if parse_cell(text) is not None else ()


def _tokens(text: str, first: int) -> Iterator[tuple[str, int]]:
    depth, before = 0, ""
    found = [one for one in _cut(comment_out_magics(text)) if one.type not in _LAYOUT or one.type == tokenize.NEWLINE]
    for index, one in enumerate(found):
        after = found[index + 1].string if index + 1 < len(found) else ""
        depth += (one.string in _OPENING) - (one.string in _CLOSING)
        ends = index + 1 == len(found) or found[index + 1].type == tokenize.NEWLINE
        alone = one.type == tokenize.STRING and not before and ends
        if one.type != tokenize.NEWLINE and not alone:  # a string that stands alone is a comment
            named = before == "." or (after == "=" and depth > 0)
            form = one.string if one.type != tokenize.NAME or named or one.string in _KEPT else NAME
            yield form, first + one.start[0] - 1
        before = "" if one.type == tokenize.NEWLINE else one.string


def _cut(text: str) -> Iterator[tokenize.TokenInfo]:
    """What `tokenize` finds, up to what it cannot read though `ast` could."""
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return
