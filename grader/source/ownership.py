"""A learner's own statements, told from the given ones beside them."""

from collections.abc import Iterable
from dataclasses import replace

from grader.source import live_code
from grader.source.code_view import Code
from grader.source.plain_tree import statements_of
from grader.source.records import Source
from grader.source.source import cut_cells


def own_statements(source: Source, stub: Source) -> tuple[tuple[str, ...], ...]:
    """For each cell the learner's own statements in it, cut from the given ones beside them."""
    return tuple(tuple(part.text for part in parts if part.answer) for parts in cut_cells(source, stub))


def parse_cells(texts: Iterable[str], before: Code | None = None) -> Code:
    """The statements of cells, those that are not Python left out; `before` them runs other code."""
    cells = [statements_of(text) for text in texts]
    found = tuple(statement for cell in cells if cell is not None for statement in live_code.live_statements(cell))
    return Code(found, before, partial=None in cells)


def own_code(source: Source, stub: Source) -> Code:
    """The learner's own statements, after those of the stub."""
    own = (text for cell in own_statements(source, stub) for text in cell)
    return parse_cells(own, parse_cells(cell.text for cell in stub.cells))


def flag_answers(source: Source, own: tuple[tuple[str, ...], ...]) -> Source:
    """The source as it was handed in, a cell flagged where any of its statements is the learner's."""
    cells = zip(source.cells, own, strict=True)
    return replace(source, cells=tuple(replace(cell, answer=bool(parts)) for cell, parts in cells))
