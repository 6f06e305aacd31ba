"""Makes a `Reading`, the facts that grading needs, from code. Pure; learners' code is read in the reader's child."""

import ast
from collections.abc import Sequence

from grader.source import live_code
from grader.source.ownership import (
    check_meanings,
    flag_answers,
    is_attempted,
    lost_statements,
    own_parts,
    own_statements,
)
from grader.source.records import Reading, Source
from grader.source.syntax import bound_names, meanings, parse_cell
from grader.source.tree_codec import MAX_NODES, encode_tree

MAX_CHARACTERS = 400_000
"""The most characters of the learner's own cells whose statements leave the reader."""


def reading_of(source: Source, stub: Source) -> Reading:
    """The facts that grading needs about code that can be run."""
    own = own_statements(source, stub)
    tree, partial = tree_of_cells(own)
    return Reading(
        source=flag_answers(source, own),
        answers=own,
        binds=tuple(_given_away(cell.text, check_meanings(stub)) for cell in source.cells),
        own_names=frozenset(name for parts in own for part in parts for name in bound_names(part)),
        attempted=is_attempted(source, stub),
        tree=tree,
        partial=partial,
        parts=own_parts(source, stub),
        lost=lost_statements(source, stub),
    )


def _given_away(text: str, checks: frozenset[str]) -> frozenset[str]:
    """The names that a cell binds for others; a cell that only looks at answers binds none."""
    own = meanings(text)
    return frozenset() if own and own <= checks else bound_names(text)


def tree_of_cells(own: Sequence[tuple[str, ...]]) -> tuple[bytes, bool]:
    """The learner's own runnable statements in encoded form, and whether some could not be read."""
    nodes, characters, found, partial = MAX_NODES, MAX_CHARACTERS, list[ast.stmt](), False
    for text in (part for parts in own for part in parts):
        statements = parse_cell(text)
        count = sum(1 for statement in statements or () for _ in ast.walk(statement))
        if statements is None or count > nodes or len(text) > characters:
            partial = True
        else:
            nodes, characters = nodes - count, characters - len(text)
            found += live_code.live_statements(statements)
    return encode_tree(found), partial
