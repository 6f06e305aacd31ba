"""Which statements of a file are given, and which are the learner's own.

Meaning decides, because cells get copied, split, merged, moved and retyped: a statement that the stub gives is given,
wherever it turns up and however it is spaced or commented, and every other statement is the learner's.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from grader.source import live_code
from grader.source.cell_statements import CellStatement, has_hole, meanings, statements_in
from grader.source.code_view import Code
from grader.source.plain_tree import statements_of
from grader.source.records import Source, SourceCell
from grader.source.syntax import parse_cell


def mark_answers(source: Source, stub: Source) -> Source:
    """The source with the learner's cells marked, and cells that mix given and own statements cut between them.

    A replay can then run the learner's statements alone, even if they share a cell with the inputs that it
    rebinds. Imports go with their neighbours. A cell that cannot be cut, or is not Python, is the learner's.
    """
    return replace(source, cells=tuple(part for parts in cut_cells(source, stub) for part in parts))


def cut_cells(source: Source, stub: Source) -> tuple[tuple[SourceCell, ...], ...]:
    """For each cell the cells that `mark_answers` makes of it."""
    given = given_meanings(stub)
    return tuple(tuple(_cut(cell.text, given)) for cell in source.cells)


def is_attempted(source: Source, stub: Source) -> bool:
    """Whether the learner wrote any statement, imports aside, that the stub did not ship with."""
    shipped = shipped_meanings(stub)
    written = (statement for cell in source.cells for statement in statements_in(cell.text))
    return any(not statement.imports and statement.meaning not in shipped for statement in written)


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


@lru_cache(maxsize=64)
def shipped_meanings(stub: Source) -> frozenset[str]:
    """The meanings of all statements of a stub."""
    return frozenset[str]().union(*(meanings(cell.text) for cell in stub.cells))


def own_runs(text: str, shipped: Collection[str]) -> Iterator[tuple[int, str]]:
    """The first line, from 1, and the lines of each run of statements that neither import nor stand in the stub."""
    lines = text.split("\n")
    first, last = 0, 0
    for statement in statements_in(text) if parse_cell(text) is not None else ():
        if statement.imports or statement.meaning in shipped:
            continue
        begin = statement.begin
        if last and begin > last + 1 and any(line.strip() for line in lines[last : begin - 1]):
            yield first, "\n".join(lines[first - 1 : last])
            last = 0
        first = first if last else begin
        last = statement.last
    if last:
        yield first, "\n".join(lines[first - 1 : last])


@lru_cache(maxsize=64)
def given_meanings(stub: Source) -> frozenset[str]:
    """The meanings of all statements in cells of the stub that have no hole."""
    return frozenset[str]().union(*(meanings(cell.text) for cell in stub.cells if not has_hole(cell.text)))


def check_cells(stub: Source) -> tuple[SourceCell, ...]:
    """The cells of the stub below its last hole, which look at answers."""
    last = max((number for number, cell in enumerate(stub.cells, 1) if has_hole(cell.text)), default=len(stub.cells))
    return stub.cells[last:]


@lru_cache(maxsize=64)
def check_meanings(stub: Source) -> frozenset[str]:
    """The meanings of all statements in cells of the stub that look at answers."""
    return frozenset[str]().union(*(meanings(cell.text) for cell in check_cells(stub)))


def _cut(text: str, given: frozenset[str]) -> Iterator[SourceCell]:
    """The cell, cut wherever given statements meet the learner's."""
    statements = statements_in(text)
    owners = _owners(statements, given)
    runs = [(answer, list(run)) for answer, run in groupby(range(len(statements)), lambda index: owners[index])]
    ends = [statements[run[-1]].last for _, run in runs[:-1]]
    begins = [statements[run[0]].first for _, run in runs[1:]]
    if len(runs) < 2 or any(begin <= end for begin, end in zip(begins, ends, strict=True)):  # noqa: PLR2004 - one run
        yield SourceCell(text=text, answer=any(owners))
        return
    lines = text.split("\n")
    for (answer, _), begin, end in zip(runs, [0, *ends], [*ends, len(lines)], strict=True):
        yield SourceCell(text="\n".join(lines[begin:end]).strip("\n"), answer=answer)


def _owners(statements: Sequence[CellStatement], given: frozenset[str]) -> list[bool]:
    """For each statement whether it is the learner's; an import's owner is its nearest neighbour's."""
    owners = [None if statement.imports else statement.meaning not in given for statement in statements]
    for index in range(1, len(owners)):
        owners[index] = owners[index - 1] if owners[index] is None else owners[index]
    first = next((owner for owner in owners if owner is not None), None)
    if first is None:
        return [any(statement.meaning not in given for statement in statements)] * len(statements)
    return [first if owner is None else owner for owner in owners]
