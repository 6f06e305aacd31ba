"""Splits code for coloured pages: pieces of text, each with the index of its colour in `COLOURS`."""

import re
from collections.abc import Iterator
from functools import cache

from pygments.lexers.python import PythonLexer
from pygments.token import Token, _TokenType, is_token_subtype

from grader.source.records import COLOURS
from grader.source.syntax import cache_by_text

_LEXER = PythonLexer(stripnl=False, ensurenl=False)
_BLANKS = re.compile(r"^[^\S\n]+$|(?<=[^\S\n])[^\S\n]+", re.MULTILINE)
"""All blanks of an otherwise empty line, and blanks that follow another blank."""
_FAMILIES: tuple[tuple[_TokenType, str], ...] = (
    (Token.Comment, "comment"),
    (Token.Keyword, "keyword"),
    (Token.Operator.Word, "keyword"),
    (Token.Name.Function, "defined"),
    (Token.Name.Class, "defined"),
    (Token.Name.Decorator, "defined"),
    (Token.Name.Builtin, "builtin"),
    (Token.Name, "name"),
    (Token.Literal.String, "string"),
    (Token.Literal.Number, "number"),
    (Token.Operator, "operator"),
)


@cache_by_text
def highlight(text: str) -> tuple[tuple[int, int], ...]:
    """The tokens of a text in order: the number of characters and the index of the colour."""
    return tuple((size, _colour(kind)) for kind, size in _tokens(text) if size)


def _tokens(text: str) -> Iterator[tuple[_TokenType, int]]:
    """Each token's kind and length.

    The lexer never sees blanks that change nothing: at each of them it would look through all that follow, in quadratic
    time. They count as part of the token before them.
    """
    blanks = [(found.start(), len(found.group())) for found in _BLANKS.finditer(text)]
    blanks.reverse()
    place = 0
    for kind, piece in _LEXER.get_tokens(_BLANKS.sub("", text)):
        end = place + len(piece)
        while blanks and blanks[-1][0] <= end:
            end += blanks.pop()[1]
        yield kind, end - place
        place = end
    yield Token.Text, sum(size for _, size in blanks)


@cache
def _colour(kind: _TokenType) -> int:
    name = next((colour for family, colour in _FAMILIES if is_token_subtype(kind, family)), "")
    return COLOURS.index(name)
