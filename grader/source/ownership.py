"""Determines which statements of a file are given, and which are the learner's own.

The meaning decides, because cells get copied, split, merged, moved and retyped: a statement of the stub is given,
wherever it appears and however it is spaced or commented, and every other statement is the learner's.

A learner's own code is also split into tokens (`own_parts`, `tokens_of`), in which names, comments and layout no longer
matter. All names that the learner chose become the same word. Everything that determines what code does is kept:
keywords, built-ins, attributes, keywords of calls, numbers, strings, operators. Only text that `ast` accepts as Python
is split; `tokenize` then does this in linear time.
"""

import ast
import builtins
import io
import keyword
import tokenize
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Final

from grader.source import live_code
from grader.source.code_view import Code
from grader.source.records import OwnPart, Source, SourceCell
from grader.source.syntax import CellStatement, comment_out_magics, has_hole, meanings, parse_cell, statements_in
from grader.source.tree import meaning


def mark_answers(source: Source, stub: Source) -> Source:
    """The source with the learner's cells marked; cells that mix given and own statements are cut between them.

    So a replay can run only the learner's statements, even if they share a cell with the inputs that it rebinds.
    Imports go with their neighbours. A cell that cannot be cut, or is not Python, counts as the learner's.
    """
    return replace(source, cells=tuple(part for parts in cut_cells(source, stub) for part in parts))


def cut_cells(source: Source, stub: Source) -> tuple[tuple[SourceCell, ...], ...]:
    """For each cell, the cells into which `mark_answers` cuts it."""
    given = given_meanings(stub)
    return tuple(tuple(_cut(cell.text, given)) for cell in source.cells)


def is_attempted(source: Source, stub: Source) -> bool:
    """Whether the learner wrote any statement, except imports, that is not in the stub."""
    shipped = shipped_meanings(stub)
    written = (statement for cell in source.cells for statement in statements_in(cell.text))
    return any(not statement.imports and statement.meaning not in shipped for statement in written)


def own_statements(source: Source, stub: Source) -> tuple[tuple[str, ...], ...]:
    """For each cell, the learner's own statements in it, separated from the given ones around them."""
    return tuple(tuple(part.text for part in parts if part.answer) for parts in cut_cells(source, stub))


def parse_cells(texts: Iterable[str], before: Code | None = None) -> Code:
    """The statements of cells, except those that are not Python; the code in `before` runs first."""
    cells = [parse_cell(text) for text in texts]
    found = tuple(statement for cell in cells if cell is not None for statement in live_code.live_statements(cell))
    return Code(found, before, partial=None in cells)


def own_code(source: Source, stub: Source) -> Code:
    """The learner's own statements, after those of the stub."""
    own = (text for cell in own_statements(source, stub) for text in cell)
    return parse_cells(own, parse_cells(cell.text for cell in stub.cells))


def flag_answers(source: Source, own: tuple[tuple[str, ...], ...]) -> Source:
    """The source as submitted, with a cell marked if any of its statements is the learner's."""
    cells = zip(source.cells, own, strict=True)
    return replace(source, cells=tuple(replace(cell, answer=bool(parts)) for cell, parts in cells))


@lru_cache(maxsize=64)
def shipped_meanings(stub: Source) -> frozenset[str]:
    """The meanings of all statements of a stub."""
    return frozenset[str]().union(*(meanings(cell.text) for cell in stub.cells))


def own_runs(text: str, shipped: Collection[str]) -> Iterator[tuple[int, str]]:
    """For each run of statements that are neither imports nor in the stub, yield its first line's number, from 1,
    and its lines.
    """
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
    """The meanings of all statements in cells of the stub that have no blank."""
    return frozenset[str]().union(*(meanings(cell.text) for cell in stub.cells if not has_hole(cell.text)))


def check_cells(stub: Source) -> tuple[SourceCell, ...]:
    """The cells of the stub after its last blank, which look at answers."""
    last = max((number for number, cell in enumerate(stub.cells, 1) if has_hole(cell.text)), default=len(stub.cells))
    return stub.cells[last:]


@lru_cache(maxsize=64)
def check_meanings(stub: Source) -> frozenset[str]:
    """The meanings of all statements in cells of the stub that look at answers."""
    return frozenset[str]().union(*(meanings(cell.text) for cell in check_cells(stub)))


@lru_cache(maxsize=64)
def given_statements(stub: Source) -> tuple[ast.stmt, ...]:
    """The statements above the last hole, except imports, in cells of the stub that have no hole."""
    checks = {cell.text for cell in check_cells(stub)}
    cells = (parse_cell(cell.text) or () for cell in stub.cells if not has_hole(cell.text) and cell.text not in checks)
    return tuple(one for cell in cells for one in cell if not isinstance(one, ast.Import | ast.ImportFrom))


def lost_statements(source: Source, stub: Source) -> tuple[int, ...]:
    """The places, among `given_statements`, of those that the source does not have any more."""
    kept = frozenset[str]().union(*(meanings(cell.text) for cell in source.cells))
    return tuple(place for place, statement in enumerate(given_statements(stub)) if meaning(statement) not in kept)


def _cut(text: str, given: frozenset[str]) -> Iterator[SourceCell]:
    """Yield the parts of a cell, cut wherever given statements meet the learner's."""
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
    """For each statement, whether it is the learner's; an import has the owner of its nearest neighbour."""
    owners = [None if statement.imports else statement.meaning not in given for statement in statements]
    for index in range(1, len(owners)):
        owners[index] = owners[index - 1] if owners[index] is None else owners[index]
    first = next((owner for owner in owners if owner is not None), None)
    if first is None:
        return [any(statement.meaning not in given for statement in statements)] * len(statements)
    return [first if owner is None else owner for owner in owners]


MAX_CODE: Final = 50_000
"""The most characters of code, including the stub's, that is compared with other learners' code."""
MAX_CHARACTERS: Final = 20_000
"""The most characters of the learner's own code that is compared; an exercise needs a tenth of it."""
NAME: Final = "\N{BULLET}"
"""The replacement for every chosen name; no Python token is equal to it."""

_KEPT = frozenset({*keyword.kwlist, *dir(builtins)})
_LAYOUT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER
}  # fmt: skip
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def own_parts(source: Source, stub: Source) -> tuple[OwnPart, ...] | None:
    """The runs of statements in each cell that are neither imports nor in the stub; None if they are too long."""
    if sum(len(cell.text) for cell in source.cells) > MAX_CODE:
        return None
    shipped = shipped_meanings(stub)
    found = tuple(
        OwnPart(cell=number, first=first, text=text, tokens=tokens_of(text, first))
        for number, cell in enumerate(source.cells, start=1)
        for first, text in own_runs(cell.text, shipped)
    )
    return None if sum(len(part.text) for part in found) > MAX_CHARACTERS else found


def tokens_of(text: str, first: int = 1) -> tuple[tuple[str, int], ...]:
    """The tokens of some lines of a cell, each with its line, counted from `first`; empty if they are not code."""
    return tuple(_tokens(text, first)) if parse_cell(text) is not None else ()


def _tokens(text: str, first: int) -> Iterator[tuple[str, int]]:
    depth, before = 0, ""
    found = [
        token
        for token in _readable_tokens(comment_out_magics(text))
        if token.type not in _LAYOUT or token.type == tokenize.NEWLINE
    ]
    for index, one in enumerate(found):
        after = found[index + 1].string if index + 1 < len(found) else ""
        depth += (one.string in _OPENING) - (one.string in _CLOSING)
        ends = index + 1 == len(found) or found[index + 1].type == tokenize.NEWLINE
        alone = one.type == tokenize.STRING and not before and ends
        if one.type != tokenize.NEWLINE and not alone:  # a string statement is a comment
            named = before == "." or (after == "=" and depth > 0)
            form = one.string if one.type != tokenize.NAME or named or one.string in _KEPT else NAME
            yield form, first + one.start[0] - 1
        before = "" if one.type == tokenize.NEWLINE else one.string


def _readable_tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens that `tokenize` finds, up to something that only `ast` can read."""
    try:
        yield from tokenize.generate_tokens(io.StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        return
