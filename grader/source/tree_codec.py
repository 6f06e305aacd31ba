"""Trees of `ast` as bytes, and back: how code leaves the process in which learners' text is read.

What is sent is MessagePack of texts, each with words: the kind of each node, its place, and its fields in their order,
which are words or nodes in turn. `decode` believes none of it. Driven by what `ast` says of its own classes, it checks
that each node is of a kind that may stand there, that each field has its type, that each place lies within the text,
and how many, how deep and how large all of it is. It parses nothing.

A number of more than 64 bits, or an infinite one, does not cross: `TooLarge` is what its literal then holds. Half a
character of a text becomes a question mark.
"""

import ast
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from grader.source.tree import MAX_DEPTH, PLACE
from grader.util.decoders import msgpack_decoder

MAX_NODES = 40_000
"""Nodes of all statements together, operators included; a long answer has a tenth of that."""
MAX_BYTES = 8 * 2**20
MAX_TEXT = 60_000
"""Characters of one literal or name; a cell that is looked into has no more."""


class TreeError(ValueError):
    """What was sent is not a tree."""


@dataclass(frozen=True, slots=True)
class TooLarge:
    """What a literal holds whose number does not cross."""


_Word: TypeAlias = bool | int | float | str | None
_Parts: TypeAlias = Annotated[list[tuple[str, list[_Word]]], msgspec.Meta(max_length=MAX_NODES)]
_Field: TypeAlias = tuple[str, type[ast.AST] | str, str]
"""Its name, its type, and `?` where it may be None, `*` where it is a list, `*?` where there may be None in it."""
_Place: TypeAlias = tuple[int, int, int, int]
_LARGEST: Final = 2**63
_HOLES: Final = frozenset([(ast.Dict, "keys"), (ast.arguments, "kw_defaults")])
"""Lists in which None stands for something that is not there."""
_FILLED: Final = frozenset(["targets", "items", "ops", "names", "generators", "cases"])
"""Lists that are never empty."""
_ALIKE: Final[Mapping[type[ast.AST], tuple[str, str]]] = {
    ast.Dict: ("keys", "values"),
    ast.Compare: ("ops", "comparators"),
    ast.arguments: ("kwonlyargs", "kw_defaults"),
    ast.MatchMapping: ("keys", "patterns"),
    ast.MatchClass: ("kwd_attrs", "kwd_patterns"),
}
"""Two lists of a node that are of one length."""


_CLASSES: Final = {
    name: made for name, made in sorted(vars(ast).items()) if isinstance(made, type) and issubclass(made, ast.AST)
}


def _fields_of(kind: type[ast.AST]) -> tuple[_Field, ...]:
    """The fields of a class, from the line of the grammar that `ast` has for its docstring."""
    found = re.findall(r"(\w+)([?*]?) (\w+)", kind.__doc__ or "")
    return tuple((name, _CLASSES.get(what, what), mark + "?" * ((kind, name) in _HOLES)) for what, mark, name in found)


_GRAMMAR: Final = {
    made: _fields_of(made)
    for name, made in _CLASSES.items()
    if not issubclass(made, ast.mod | ast.type_ignore)
    if (made.__doc__ or "").partition("(")[0] == name  # others are abstract, or of older versions
}
_KINDS: Final = tuple(_GRAMMAR)
_NUMBERS: Final = {kind: number for number, kind in enumerate(_KINDS)}
_PLACED: Final = frozenset(kind for kind in _KINDS if kind._attributes)  # noqa: SLF001 - `ast` documents it
_SIGNS: Final = {kind: kind() for kind in _KINDS if not kind._fields and kind not in _PLACED}
"""Kind of operator, or of context, to the one node of it, as with `ast.parse`."""


def encode(statements: Iterable[ast.stmt]) -> bytes:
    """Statements that `parse_cell` made, or parts of them, as bytes."""
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
        around = own if _is_inside(own, sizes) else around  # Python before 3.12 errs within f-strings
        words += around
    for name, what, mark in _GRAMMAR[type(node)]:
        value: Any = getattr(node, name, None)
        several = value if "*" in mark else [value]
        words += [len(several)] if "*" in mark else []
        for one in several:
            if isinstance(one, ast.AST):
                _write(one, words, sizes, around)
            else:
                words += _literal_words(one) if what == "constant" else [one]


def _line_sizes(text: str) -> list[int]:
    return [len(line) for line in text.encode().split(b"\n")]


def _is_inside(place: _Place, sizes: list[int]) -> bool:
    """Whether a place lies within a text, and does not end before it begins."""
    line, column, end, end_column = place
    inside = 1 <= line <= end <= len(sizes) and 0 <= column <= sizes[line - 1] and 0 <= end_column <= sizes[end - 1]
    return inside and (line, column) <= (end, end_column)


_WAYS: Final = ("plain", "bytes", "imaginary", "ellipsis", "too large")
"""How literals are written: the number of a way, then a word."""


def _literal_words(value: object) -> tuple[int, Any]:
    """The words for a literal's value."""
    if isinstance(value, str):
        value = value.encode(errors="replace").decode()
    match value:
        case _ if _is_plain(value):
            return 0, value
        case bytes():
            return 1, value.decode("latin-1")
        case complex() if math.isfinite(value.imag):
            return 2, value.imag
    return (3 if value is ... else 4), None


def _is_plain(value: object) -> bool:
    """Whether a value is None, or a truth value, text or number that crosses as it is."""
    match value:
        case str():
            return len(value) <= MAX_TEXT
        case int():
            return abs(value) < _LARGEST
        case float():
            return math.isfinite(value)
    return value is None


@lru_cache(64)
def decode(data: bytes) -> tuple[ast.stmt, ...]:
    """The statements in these bytes, which nobody may change. Raises `TreeError`, whatever the bytes are."""
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
    except (msgspec.MsgspecError, ValueError, IndexError, RecursionError) as error:
        raise TreeError(f"not a tree: {error}") from error
    return tuple(found)


def is_tree(data: bytes) -> bool:
    """Whether bytes can be decoded. All that leaves the reader is asked at the door."""
    try:
        decode(data)
    except TreeError:
        return False
    return True


class _TreeMaker:
    """Makes the nodes that the words for one text describe. Raises `TreeError`, or `IndexError` where words lack."""

    def __init__(self, text: str, words: list[Any], room: int) -> None:
        """`words` are used up; `room` is how many nodes there may be."""
        words.reverse()
        self.room = room
        self._text, self._sizes, self._words, self._word = text, _line_sizes(text), words, words.pop

    def node(self, wanted: type[ast.AST], depth: int) -> ast.AST:
        """The next node, with all below it."""
        kind = _KINDS[self._number(0, len(_KINDS) - 1)]
        self.room -= 1
        if not issubclass(kind, wanted) or depth > MAX_DEPTH or self.room < 0:
            raise TreeError(f"{kind.__name__} as {wanted.__name__}, or too deep, or too many")
        if kind in _SIGNS:
            return _SIGNS[kind]
        node = kind.__new__(kind)
        content = vars(node)
        if kind in _PLACED:
            content["text"] = self._text
            content["lineno"], content["col_offset"], content["end_lineno"], content["end_col_offset"] = self._place()
        for name, what, mark in _GRAMMAR[kind]:
            if mark[:1] == "*":
                count = self._number(int(name in _FILLED), len(self._words))
                content[name] = [self._value(what, mark[1:], depth) for _ in range(count)]
            else:
                content[name] = self._value(what, mark, depth)
        if kind in _ALIKE and len({len(content[name]) for name in _ALIKE[kind]}) > 1:
            raise TreeError(f"lists of {kind.__name__} are not of one length")
        return node

    def _place(self) -> _Place:
        word = self._word
        place = word(), word(), word(), word()
        if not type(place[0]) is type(place[1]) is type(place[2]) is type(place[3]) is int or not _is_inside(
            place, self._sizes
        ):
            raise TreeError("a place outside of the text")
        return place

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
        """The value that `_literal_words` wrote."""
        match _WAYS[self._number(0, len(_WAYS) - 1)], self._word():
            case "plain", word if _is_plain(word):
                return word
            case "bytes", str() as word if _is_plain(word):
                return word.encode("latin-1")  # which is a ValueError for other characters
            case "imaginary", float() as word if _is_plain(word):
                return complex(0.0, word)
            case "ellipsis", None:
                return ...
            case "too large", None:
                return TooLarge()
        raise TreeError("not a literal")
