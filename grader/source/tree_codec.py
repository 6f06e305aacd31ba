"""Converts trees of `ast` to bytes, and back: code leaves the process in which learners' text is read in this form.

MessagePack data is sent: texts, each with words. The words are the kind of each node, its position, and its fields in
their order, which are words or nodes in turn. `decode_tree` trusts none of it. Using `ast`'s description of its own
classes, it checks that each node's kind is allowed at its place, that each field has its type, and that each position
is inside the text. It limits the number, depth and size of everything. It parses nothing.

A number of more than 64 bits, or an infinite one, is not sent: its literal then contains `TooLarge`. Half a character
of a string becomes a question mark.
"""

import ast
import cmath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from grader.source.tree import GRAMMAR, MAX_DEPTH, PLACE
from grader.util.decoders import msgpack_decoder

MAX_NODES = 40_000
"""The most nodes of all statements together, including operators; a long answer has a tenth of that."""
MAX_BYTES = 8 * 2**20
MAX_TEXT = 60_000
"""The most characters of one literal or name; a cell that is examined has no more."""


class TreeError(ValueError):
    """The data is not a tree."""


@dataclass(frozen=True, slots=True)
class TooLarge:
    """The value of a literal whose number is not sent."""


_Word: TypeAlias = bool | int | float | str | None
_Parts: TypeAlias = Annotated[list[tuple[str, list[_Word]]], msgspec.Meta(max_length=MAX_NODES)]
_Place: TypeAlias = tuple[int, int, int, int]
_LARGEST: Final = 2**63
_FILLED: Final = frozenset(["targets", "items", "ops", "names", "generators", "cases"])
"""Lists that are never empty."""
_ALIKE: Final[Mapping[type[ast.AST], tuple[str, str]]] = {
    ast.Dict: ("keys", "values"),
    ast.Compare: ("ops", "comparators"),
    ast.arguments: ("kwonlyargs", "kw_defaults"),
    ast.MatchMapping: ("keys", "patterns"),
    ast.MatchClass: ("kwd_attrs", "kwd_patterns"),
}
"""Maps each kind of node to two of its lists that must have the same length."""


_KINDS: Final = tuple(GRAMMAR)
_NUMBERS: Final = {kind: number for number, kind in enumerate(_KINDS)}
_PLACED: Final = frozenset(kind for kind in _KINDS if kind._attributes)  # noqa: SLF001 - `ast` documents it
_SIGNS: Final = {kind: kind() for kind in _KINDS if not kind._fields and kind not in _PLACED}
"""Maps each kind of operator or context to its only node, as `ast.parse` does."""


def encode_tree(statements: Iterable[ast.stmt]) -> bytes:
    """Encode statements that `parse_cell` made, or parts of them, as bytes."""
    parts: list[tuple[str, list[_Word]]] = []
    for text, some in groupby(statements, key=lambda one: str(vars(one)["text"])):
        parts.append((text, []))
        for statement in some:
            _write(statement, parts[-1][1], _line_sizes(text), (1, 0, 1, 0))
    return msgspec.msgpack.encode(parts)


def _write(node: ast.AST, words: list[_Word], sizes: list[int], around: _Place) -> None:
    words.append(_NUMBERS[type(node)])
    if type(node) in _PLACED:
        own: Any = tuple(getattr(node, name) for name in PLACE)
        around = own if _is_inside(own, sizes) else around  # Python before 3.12 has wrong positions in f-strings
        words += around
    for name, what, mark in GRAMMAR[type(node)]:
        value: Any = getattr(node, name, None)
        several = value if "*" in mark else [value]
        words += [len(several)] if "*" in mark else []
        for one in several:
            if isinstance(one, ast.AST):
                _write(one, words, sizes, around)
            else:
                words.append(_literal_word(one) if what == "constant" else one)


def _line_sizes(text: str) -> list[int]:
    return [len(line) for line in text.encode().split(b"\n")]


def _is_inside(place: _Place, sizes: list[int]) -> bool:
    """Whether a position is inside a text and does not end before it begins."""
    line, column, end, end_column = place
    if {*map(type, place)} != {int}:
        return False
    inside = 1 <= line <= end <= len(sizes) and 0 <= column <= sizes[line - 1] and 0 <= end_column <= sizes[end - 1]
    return inside and (line, column) <= (end, end_column)


def _literal_word(value: object) -> Any:
    """The word for a literal's value: for a string, bytes or an imaginary number, a string that begins with a mark."""
    value = value.encode(errors="replace").decode() if isinstance(value, str) else value
    if value is ... or not _crosses(value):
        return "..." if value is ... else "too large"
    match value:
        case str():
            return "s" + value
        case bytes():
            return "b" + value.decode("latin-1")
        case complex():
            return f"j{value.imag!r}"
    return value


def _crosses(value: object) -> bool:
    """Whether a literal's value, which is not an ellipsis, is neither too long nor too large."""
    match value:
        case str() | bytes():
            return len(value) <= MAX_TEXT
        case int():
            return abs(value) < _LARGEST
        case float() | complex():
            return cmath.isfinite(value)
    return value is None


_MARKED: Final[Mapping[str, Callable[[str], object]]] = {
    "s": str,
    "b": lambda text: text.encode("latin-1"),
    "j": lambda text: complex(0.0, float(text)),
}
_NAMED: Final[Mapping[str, object]] = {"...": ..., "too large": TooLarge()}


@lru_cache(8)  # a tree is judged soon after it arrives; only a few of the largest trees should be cached
def decode_tree(data: bytes) -> tuple[ast.stmt, ...]:
    """The statements in these bytes, which nobody may change. Raises only `TreeError`, for any bytes."""
    found, room = list[Any](), MAX_NODES
    try:
        if len(data) > MAX_BYTES:
            raise TreeError("too many bytes")
        parts: Any = msgpack_decoder(_Parts).decode(data)
        for text, words in parts:
            maker = _TreeMaker(text, words, room)
            while words:
                found.append(maker.node(ast.stmt, 1))
            room = maker.room
    except (msgspec.MsgspecError, ValueError, LookupError, RecursionError) as error:
        raise TreeError(f"not a tree: {error}") from error
    return tuple(found)


class _TreeMaker:
    """Makes the nodes that the words for one text describe. Raises `TreeError`, or what else `decode_tree` catches."""

    def __init__(self, text: str, words: list[Any], room: int) -> None:
        """Use up the `words`; `room` is the most nodes that there may be."""
        words.reverse()
        self.room = room
        self._text, self._sizes, self._words, self._word = text, _line_sizes(text), words, words.pop

    def node(self, wanted: type[ast.AST], depth: int) -> ast.AST:
        """The next node with all its descendants."""
        kind = _KINDS[self._number(0, len(_KINDS) - 1)]
        self.room -= 1
        if not issubclass(kind, wanted) or depth > MAX_DEPTH or self.room < 0:
            raise TreeError(f"{kind.__name__} as {wanted.__name__}, or too deep, or too many")
        if kind in _SIGNS:
            return _SIGNS[kind]
        node = kind.__new__(kind)
        content = vars(node)
        if kind in _PLACED:
            place = self._word(), self._word(), self._word(), self._word()
            if not _is_inside(place, self._sizes):
                raise TreeError("a place outside of the text")
            content.update(zip(PLACE, place, strict=True), text=self._text)
        for name, what, mark in GRAMMAR[kind]:
            if mark[:1] == "*":
                count = self._number(int(name in _FILLED), len(self._words))
                content[name] = [self._value(what, mark[1:], depth) for _ in range(count)]
            else:
                content[name] = self._value(what, mark, depth)
        if kind in _ALIKE and len({len(content[name]) for name in _ALIKE[kind]}) > 1:
            raise TreeError(f"lists of {kind.__name__} are not of one length")
        return node

    def _number(self, least: int, most: int) -> int:
        word = self._word()
        if type(word) is not int or not least <= word <= most:
            raise TreeError("not a number that may stand there")
        return word

    def _value(self, what: type[ast.AST] | str, mark: str, depth: int) -> object:
        if mark and self._words[-1] is None:
            return self._word()
        if isinstance(what, type):
            return self.node(what, depth + 1)
        if what == "constant":
            return self._literal()
        if what == "int":
            return self._number(-1, MAX_TEXT)
        word = self._word()
        parts = word.split(".") if type(word) is str and len(word) <= MAX_TEXT else [""]
        if not all(map(str.isidentifier, parts)) and word != "*":
            raise TreeError(f"not of the type {what}")
        return word

    def _literal(self) -> object:
        """The value for which `_literal_word` wrote the next word."""
        word = self._word()
        if word in _NAMED:
            return _NAMED[word]
        value = _MARKED[word[:1]](word[1:]) if isinstance(word, str) else word
        if not _crosses(value):
            raise TreeError("too large a literal")
        return value
