"""Code as pages colour it: pieces of text, each with the place of its colour in `COLOURS`."""

from functools import cache

from pygments.lexers.python import PythonLexer
from pygments.token import Token, _TokenType, is_token_subtype

from grader.source.records import COLOURS
from grader.source.syntax import remembered

_LEXER = PythonLexer(stripnl=False, ensurenl=False)
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


@remembered
def highlight(text: str) -> tuple[tuple[int, int], ...]:
    """The tokens of a text in order: how many characters, and the place of their colour."""
    return tuple((len(piece), _colour(kind)) for kind, piece in _LEXER.get_tokens(text) if piece)


@cache
def _colour(kind: _TokenType) -> int:
    name = next((colour for family, colour in _FAMILIES if is_token_subtype(kind, family)), "")
    return COLOURS.index(name)
