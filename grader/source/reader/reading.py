"""From code to a `Reading`: what grading needs to know of it. Pure; of a learner's code, runs in the reader's child."""

from collections.abc import Sequence

from grader.source import live_code
from grader.source.ownership import check_meanings, flag_answers, is_attempted, own_parts, own_statements
from grader.source.plain_tree import statements_of
from grader.source.records import Reading, Source
from grader.source.syntax import bound_names, meanings
from grader.source.tree import AnyStatement, walk

MAX_NODES = 20_000
"""Nodes of the learner's own statements that leave the reader, ten times what a long answer has."""


def reading_of(source: Source, stub: Source) -> Reading:
    """The facts that grading needs about code that can be run."""
    own = own_statements(source, stub)
    statements, partial = statements_of_cells(own)
    return Reading(
        source=flag_answers(source, own),
        answers=own,
        binds=tuple(_given_away(cell.text, check_meanings(stub)) for cell in source.cells),
        own_names=frozenset(name for parts in own for part in parts for name in bound_names(part)),
        attempted=is_attempted(source, stub),
        statements=statements,
        partial=partial,
        parts=own_parts(source, stub),
    )


def _given_away(text: str, checks: frozenset[str]) -> frozenset[str]:
    """The names that a cell binds for others; those of a cell that only looks at answers are its own affair."""
    own = meanings(text)
    return frozenset() if own and own <= checks else bound_names(text)


def statements_of_cells(own: Sequence[tuple[str, ...]]) -> tuple[tuple[AnyStatement, ...], bool]:
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
