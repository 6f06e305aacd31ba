"""What was handed in, as code: its cells, and which of them are the learner's own.

Reading never raises, whatever a file holds. Which code is given and which is the learner's is decided by
meaning, because cells get copied, split, merged, moved and retyped: a statement that the stub gives is given,
wherever it turns up and however it is spaced or commented, and every other statement is the learner's.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from grader.errors import SpecError
from grader.source import solution_blocks
from grader.source.notebook_reader import MAX_BYTES, DamagedError, extract_code
from grader.source.records import Damage, Source, SourceCell
from grader.source.syntax import cache_by_text, is_hole, meaning, parse_cell


def read_source(path: Path) -> Source | Damage:
    """The code of a notebook or script. Never raises, whatever the file holds; links are followed."""
    try:
        if not path.is_file():
            return Damage(message="This is not a file. Please hand in the notebook itself.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Damage(message=f"The file can't be opened ({error.strerror}). Please hand it in again.")
    return parse_source(data, script=path.suffix.lower() == ".py")


def exercise_of(path: Path) -> str | None:
    """The exercise that the file itself names: in the metadata or first lines that `sync` wrote."""
    source = read_source(path)
    return source.exercise if isinstance(source, Source) else None


def parse_source(data: bytes, *, script: bool) -> Source | Damage:
    """The code in a file's bytes, which are a script's or a notebook's. Never raises."""
    try:
        salvaged = extract_code(data, script=script)
    except DamagedError as damage:
        return Damage(message=str(damage))
    cells = tuple(SourceCell(text=text) for text in salvaged.cells)
    return Source(
        cells=cells,
        repairs=salvaged.repairs,
        exercise=salvaged.exercise,
        prose=salvaged.prose,
        broken=salvaged.broken,
        cut=salvaged.cut,
    )


def mark_answers(source: Source, stub: Source) -> Source:
    """The source with the learner's cells marked, and cells that mix given and own statements cut between them.

    A replay can then run the learner's statements alone, even if they share a cell with the inputs that it
    rebinds. Imports go with their neighbours. A cell that cannot be cut, or is no Python, is the learner's.
    """
    return replace(source, cells=tuple(part for parts in cut_cells(source, stub) for part in parts))


def cut_cells(source: Source, stub: Source) -> tuple[tuple[SourceCell, ...], ...]:
    """For each cell the cells that `mark_answers` makes of it."""
    given = _given(stub)
    return tuple(tuple(_cut(cell.text, given)) for cell in source.cells)


def source_digest(source: Source) -> str:
    """sha256 over the code, comment lines and empty lines aside."""
    lines = (line.rstrip() for cell in source.cells for line in cell.text.split("\n"))
    kept = "\n".join(line for line in lines if line and not line.lstrip().startswith("#"))
    return sha256(kept.encode()).hexdigest()


def is_attempted(source: Source, stub: Source) -> bool:
    """Whether the learner wrote any statement, imports aside, that the stub did not ship with."""
    shipped = {statement.meaning for cell in stub.cells for statement in statements_in(cell.text)}
    written = (statement for cell in source.cells for statement in statements_in(cell.text))
    return any(not statement.imports and statement.meaning not in shipped for statement in written)


def meanings(text: str) -> frozenset[str]:
    """What the statements of a cell mean, whatever their spacing and comments."""
    return frozenset(statement.meaning for statement in statements_in(text))


def has_hole(text: str) -> bool:
    """Whether a cell of a stub has a blank in it."""
    return any(statement.hole for statement in statements_in(text))


def fill(reference_text: str, fragment: str, *, name: str = "the fragment") -> Source:
    """The reference with an accepted or wrong fragment in its blanks, answers marked. Raises `SpecError`."""
    return _marked(reference_text, solution_blocks.fill_blanks(reference_text, fragment, name=name), name)


def reference_source(path: Path) -> Source:
    """The reference's code with its answer cells marked. Raises `SpecError`."""
    text = solution_blocks.reference_text(path)
    return _marked(text, solution_blocks.solved_script(text, name=str(path)), str(path))


def stub_source(path: Path) -> Source:
    """The code that a stub hands out. Raises `SpecError` where the file is damaged."""
    stub = read_source(path)
    if not isinstance(stub, Source):
        raise SpecError(f"{path}: {stub.message}")
    return stub


def _marked(reference_text: str, script: str, name: str) -> Source:
    """The script's code, its answers marked by the stub of the same reference."""
    return mark_answers(_script(script, name), _script(solution_blocks.stub(reference_text, name=name), name))


def _script(text: str, name: str) -> Source:
    source = parse_source(text.encode(), script=True)
    if isinstance(source, Damage):
        raise SpecError(f"{name}: {source.message}")
    return source


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStatement:
    """One statement at the top level of a cell, or the whole of a cell that is no Python."""

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
    """The statements of a cell, all of it where it is no Python. IPython's own lines count as comments."""
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


@lru_cache(maxsize=64)
def _given(stub: Source) -> frozenset[str]:
    """The meanings of all statements in cells of the stub that have no hole."""
    cells = [statements_in(cell.text) for cell in stub.cells]
    solid = (statements for statements in cells if not any(statement.hole for statement in statements))
    return frozenset(statement.meaning for statements in solid for statement in statements)


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
