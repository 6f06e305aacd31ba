"""From a file's bytes to a `Reading`: every step that looks into learners' text. Pure; runs in the reader's child."""

from collections.abc import Sequence
from dataclasses import replace

from grader.source import live_code
from grader.source.highlight import highlight
from grader.source.own_tokens import own_parts
from grader.source.ownership import flag_answers, is_attempted, own_statements
from grader.source.plain_tree import statements_of
from grader.source.records import Damage, Handout, Reading, Source
from grader.source.recovery import recover
from grader.source.source import parse_source
from grader.source.syntax import bound_names
from grader.source.tree import AnyStatement
from grader.source.tree_walk import walk

MAX_NODES = 20_000
"""Nodes of the learner's own statements that leave the reader, ten times what a long answer has."""
MAX_COLOURED_CELL = 40_000
"""Characters of one cell that are coloured; a page shows no more."""
MAX_COLOURED = 200_000
"""Characters of all cells that are."""


def read_for_exercise(content: bytes, *, script: bool, handout: Handout | None = None) -> Reading | Damage:
    """The code in a file, as it can be run for the exercise of that handout, if there is one."""
    source = parse_source(content, script=script)
    if handout is None or isinstance(source, Damage):
        return Reading(source=source) if isinstance(source, Source) else source
    source = recover(source, handout.stub, handout.asked)
    return colour_cells(reading_of(source, handout.stub)) if isinstance(source, Source) else source


def reading_of(source: Source, stub: Source) -> Reading:
    """The facts that grading needs about code that can be run."""
    own = own_statements(source, stub)
    statements, partial = _statements(own)
    return Reading(
        source=flag_answers(source, own),
        answers=own,
        binds=tuple(bound_names(cell.text) for cell in source.cells),
        own_names=frozenset(name for parts in own for part in parts for name in bound_names(part)),
        attempted=is_attempted(source, stub),
        statements=statements,
        partial=partial,
        parts=own_parts(source, stub),
    )


def _statements(own: Sequence[tuple[str, ...]]) -> tuple[tuple[AnyStatement, ...], bool]:
    """The learner's own statements as a tree, of each cell those that can run, and whether some could not be read."""
    room, found, partial = MAX_NODES, list[AnyStatement](), False
    for text in (part for parts in own for part in parts):
        statements = statements_of(text)
        nodes = sum(1 for one in statements or () for _ in walk(one))
        if statements is None or nodes > room:
            partial = True
        else:
            room -= nodes
            found += live_code.live_statements(statements)
    return tuple(found), partial


def colour_cells(reading: Reading) -> Reading:
    """The reading with its cells coloured, as far as pages show them."""
    room, cells = MAX_COLOURED, []
    for cell in reading.source.cells:
        text = cell.file_text.rstrip()[: min(room, MAX_COLOURED_CELL)]
        room -= len(text)
        cells.append(replace(cell, coloured=highlight(text)))
    return replace(reading, source=replace(reading.source, cells=tuple(cells)))
