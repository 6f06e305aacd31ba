"""Replaces pieces of a cell's text by the position of syntax-tree nodes."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from grader.source.syntax import comment_out_magics

PlacedNode = ast.expr | ast.keyword | ast.stmt
"""A node that has a position in the text."""
TextPosition = tuple[int, int]
"""Line from 1, and column from 0 in bytes, as in `ast`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEdit:
    """A replacement: `text` replaces everything from `begin` up to, but not including, `end`."""

    begin: TextPosition
    end: TextPosition
    text: str


class TextOffsets:
    """The positions of the nodes of a syntax tree in characters from 0; `ast` counts lines, and bytes in them."""

    def __init__(self, text: str) -> None:
        """Use the `text` that was parsed, in which IPython's own lines are comments."""
        lines = text.split("\n")
        self._lines = [line.encode() for line in lines]
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def offset(self, position: TextPosition) -> int:
        """The index of the character at a position of `ast`."""
        line, column = position
        return self._starts[line - 1] + len(self._lines[line - 1][:column].decode())

    def span(self, node: PlacedNode) -> tuple[int, int]:
        """The index of the first character of a node, and of the first one after it."""
        return self.offset(start_position(node)), self.offset(end_position(node))


def apply_edits(text: str, changes: Sequence[TextEdit]) -> str:
    """The text with these changes, which must not overlap; positions are those of the text that `parse_cell` reads.

    No line moves: if a change removes line breaks, the same number of continuation lines is inserted.
    """
    read = comment_out_magics(text)
    offsets, pieces, place = TextOffsets(read), list[str](), 0
    for change in sorted(changes, key=lambda one: (one.begin, one.end)):
        first, last = offsets.offset(change.begin), offsets.offset(change.end)
        lost = read.count("\n", first, last) - change.text.count("\n")
        pieces += [read[place:first], change.text, " \\\n" * lost]
        place = last
    return _restore_magics(text, read, "".join(pieces) + read[place:])


def _restore_magics(text: str, read: str, changed: str) -> str:
    """The changed text with IPython's own lines as in `text`; `read` has comments instead of them."""
    lines = zip(text.split("\n"), read.split("\n"), changed.split("\n"), strict=True)
    return "\n".join(old if old != parsed and new == parsed else new for old, parsed, new in lines)


def start_position(node: PlacedNode) -> TextPosition:
    """The position where a node begins."""
    return node.lineno, node.col_offset


def end_position(node: PlacedNode) -> TextPosition:
    """The position where the text after a node begins."""
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset


def replace_node_text(node: ast.expr | ast.stmt, text: str) -> TextEdit:
    """The edit that replaces a node by a text."""
    return TextEdit(begin=start_position(node), end=end_position(node), text=text)


def surround_node(node: ast.expr, before: str, after: str) -> tuple[TextEdit, ...]:
    """The edits that insert texts before and after a node."""
    return (
        TextEdit(begin=start_position(node), end=start_position(node), text=before),
        TextEdit(begin=end_position(node), end=end_position(node), text=after),
    )


def rename_attribute(node: ast.Attribute, name: str) -> TextEdit:
    """The edit that changes the name after the dot."""
    line, column = end_position(node)
    return TextEdit(begin=(line, column - len(node.attr.encode())), end=(line, column), text=name)


def rename_keyword(node: ast.keyword, name: str) -> TextEdit:
    """The edit that renames a keyword."""
    line, column = start_position(node)
    return TextEdit(begin=(line, column), end=(line, column + len((node.arg or "").encode())), text=name)


def remove_keyword(call: ast.Call, gone: ast.keyword) -> TextEdit:
    """The edit that removes a keyword from a call, with its comma."""
    parts: list[ast.expr | ast.keyword] = sorted([*call.args, *call.keywords], key=start_position)
    place = parts.index(gone)
    if place:
        return TextEdit(begin=end_position(parts[place - 1]), end=end_position(gone), text="")
    if len(parts) > 1:
        return TextEdit(begin=start_position(gone), end=start_position(parts[1]), text="")
    return TextEdit(begin=start_position(gone), end=end_position(gone), text="")
