"""Pieces of a cell's text in the place of others, placed by the nodes of its syntax tree. No line moves."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from grader.source.syntax import comment_out_magics

TextPosition = tuple[int, int]
"""Line from 1, and column from 0 in bytes, as `ast` counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdit:
    """One piece of text in the place of another."""

    begin: TextPosition
    end: TextPosition
    text: str


def apply_edits(text: str, changes: Sequence[TextEdit]) -> str:
    """The text with these changes; lines and columns are those of the text as `parsed` reads it."""
    data = comment_out_magics(text).encode()
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
    """The changed text with IPython's own lines as they were written; `comment_out_magics` had made comments of
    them.
    """
    pairs = zip(text.split("\n"), comment_out_magics(text).split("\n"), changed.split("\n"), strict=True)
    return "\n".join(old if old != read and new == read else new for old, read, new in pairs)


def start_position(node: ast.expr | ast.keyword | ast.stmt) -> TextPosition:
    """Where a node begins."""
    return node.lineno, node.col_offset


def end_position(node: ast.expr | ast.keyword | ast.stmt) -> TextPosition:
    """Where the text after a node begins."""
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset


def replace_node_text(node: ast.expr | ast.stmt, text: str) -> TextEdit:
    """A text in the place of a node."""
    return TextEdit(begin=start_position(node), end=end_position(node), text=text)


def surround_node(node: ast.expr, before: str, after: str) -> tuple[TextEdit, ...]:
    """Texts before and after a node."""
    return (
        TextEdit(begin=start_position(node), end=start_position(node), text=before),
        TextEdit(begin=end_position(node), end=end_position(node), text=after),
    )


def rename_attribute(node: ast.Attribute, name: str) -> TextEdit:
    """Another name after the dot."""
    line, column = end_position(node)
    return TextEdit(begin=(line, column - len(node.attr.encode())), end=(line, column), text=name)


def rename_keyword(node: ast.keyword, name: str) -> TextEdit:
    """Another name of a keyword."""
    line, column = start_position(node)
    return TextEdit(begin=(line, column), end=(line, column + len((node.arg or "").encode())), text=name)


def remove_keyword(call: ast.Call, gone: ast.keyword) -> TextEdit:
    """The call without one of its keywords, and without the comma that belonged to it."""
    parts: list[ast.expr | ast.keyword] = sorted([*call.args, *call.keywords], key=start_position)
    place = parts.index(gone)
    if place:
        return TextEdit(begin=end_position(parts[place - 1]), end=end_position(gone), text="")
    if len(parts) > 1:
        return TextEdit(begin=start_position(gone), end=start_position(parts[1]), text="")
    return TextEdit(begin=start_position(gone), end=end_position(gone), text="")
