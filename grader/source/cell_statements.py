"""The statements at the top level of a cell, and a text for what each means that spacing and comments don't change."""

import ast
from dataclasses import dataclass

from grader.source.syntax import cache_by_text, is_hole, meaning, parse_cell


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStatement:
    """One statement at the top level of a cell, or the whole of a cell that is not Python."""

    meaning: str
    """The same for two statements that differ in spacing and comments alone."""
    first: int
    """Its first line in the cell, from 1, decorators aside."""
    begin: int
    """The same, decorators included."""
    last: int
    imports: bool = False
    hole: bool = False
    """Whether there is a `...` in it that stands alone, or is assigned or returned."""


@cache_by_text
def statements_in(text: str) -> tuple[CellStatement, ...]:
    """The statements of a cell, all of it where it is not Python. IPython's own lines count as comments."""
    nodes = parse_cell(text)
    if nodes is None:
        words = "\n".join(line.strip() for line in text.split("\n") if line.strip())
        return (CellStatement(meaning=words, first=1, begin=1, last=text.count("\n") + 1),)
    return tuple(map(_statement, nodes))


def _statement(node: ast.stmt) -> CellStatement:
    return CellStatement(
        meaning=meaning(node),
        first=node.lineno,
        begin=min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))]),
        last=node.end_lineno or node.lineno,
        imports=isinstance(node, ast.Import | ast.ImportFrom),
        hole=any(map(is_hole, ast.walk(node))),
    )


def meanings(text: str) -> frozenset[str]:
    """The meanings of a cell's statements, which spacing and comments don't change."""
    return frozenset(statement.meaning for statement in statements_in(text))


def has_hole(text: str) -> bool:
    """Whether a cell of a stub has a blank in it."""
    return any(statement.hole for statement in statements_in(text))
