"""Pieces of a cell's text in the place of others, placed by the nodes of its syntax tree. No line moves."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from grader.source.syntax import plain

Place = tuple[int, int]
"""Line from 1, and column from 0 in bytes, as `ast` counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One piece of text in the place of another."""

    begin: Place
    end: Place
    text: str


def applied(text: str, changes: Sequence[Change]) -> str:
    """The text with these changes; lines and columns are those of the text as `parsed` reads it."""
    data = plain(text).encode()
    starts = [0, *accumulate(len(line) + 1 for line in data.split(b"\n"))]
    pieces, place = list[bytes](), 0
    for change in sorted(changes, key=lambda one: (one.begin, one.end)):
        first, last = (starts[line - 1] + column for line, column in (change.begin, change.end))
        lost = data[first:last].count(b"\n") - change.text.count("\n")
        pieces += [data[place:first], change.text.encode(), b" \\\n" * lost]
        place = last
    pieces.append(data[place:])
    return _magics_back(text, b"".join(pieces).decode())


def _magics_back(text: str, changed: str) -> str:
    """The changed text with IPython's own lines as they were written; `plain` had made comments of them."""
    pairs = zip(text.split("\n"), plain(text).split("\n"), changed.split("\n"), strict=True)
    return "\n".join(old if old != read and new == read else new for old, read, new in pairs)


def begin(node: ast.expr | ast.keyword | ast.stmt) -> Place:
    """Where a node begins."""
    return node.lineno, node.col_offset


def end(node: ast.expr | ast.keyword | ast.stmt) -> Place:
    """Where the text after a node begins."""
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset


def over(node: ast.expr | ast.stmt, text: str) -> Change:
    """A text in the place of a node."""
    return Change(begin=begin(node), end=end(node), text=text)


def around(node: ast.expr, before: str, after: str) -> tuple[Change, ...]:
    """Texts before and after a node."""
    return (
        Change(begin=begin(node), end=begin(node), text=before),
        Change(begin=end(node), end=end(node), text=after),
    )


def attribute(node: ast.Attribute, name: str) -> Change:
    """Another name after the dot."""
    line, column = end(node)
    return Change(begin=(line, column - len(node.attr.encode())), end=(line, column), text=name)


def keyword(node: ast.keyword, name: str) -> Change:
    """Another name of a keyword."""
    line, column = begin(node)
    return Change(begin=(line, column), end=(line, column + len((node.arg or "").encode())), text=name)


def without(call: ast.Call, gone: ast.keyword) -> Change:
    """The call without one of its keywords, and without the comma that belonged to it."""
    parts: list[ast.expr | ast.keyword] = sorted([*call.args, *call.keywords], key=begin)
    place = parts.index(gone)
    if place:
        return Change(begin=end(parts[place - 1]), end=end(gone), text="")
    if len(parts) > 1:
        return Change(begin=begin(gone), end=begin(parts[1]), text="")
    return Change(begin=begin(gone), end=end(gone), text="")
