"""Python text as statements, the names in it, and a text for what each statement means.

IPython's own lines count as comments. Spacing and comments don't change a `meaning`. `statements_in` has the statements
at the top level of a cell. Nothing here raises.
"""

import ast
import gc
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from grader.source import tree
from grader.source.tree import MAX_DEPTH, meaning

MAX_CHARACTERS = 60_000
"""Characters of a cell that is looked into; Python itself takes time by the square of a long f-string."""
MAX_NODES = 30_000
"""Nodes of a cell that is looked into; that of an exercise has less than 2,000."""

_MAGIC = re.compile(r"^([ \t]*)(?=[%!?]|[\w.]+\?)", re.MULTILINE)
"""IPython's own lines: `%time`, `!ls`, `?tf.exp`, `tf.exp?`."""


CACHE_SIZE = 512
"""Texts that are remembered, the statements of each in up to 50 KiB as a rule."""

Found = TypeVar("Found")


def cache_by_text(function: Callable[[str], Found]) -> Callable[[str], Found]:
    """The function, which looks at a text once: a file is read in several ways, and most of it is given."""
    return lru_cache(CACHE_SIZE)(function)


def comment_out_magics(text: str) -> str:
    """The text with IPython's own lines as comments."""
    return _MAGIC.sub(r"\1#", text) if any(sign in text for sign in "%!?") else text


@cache_by_text
def parse_cell(text: str) -> tuple[ast.stmt, ...] | None:
    """The statements of a cell, which nobody may change, or None where it is not Python, or too much of it."""
    if len(text) > MAX_CHARACTERS:
        return None
    with warnings.catch_warnings(), _no_finalizers():
        warnings.simplefilter("ignore")  # a learner's "\d" is the learner's business
        try:
            parsed = comment_out_magics(text)
            module = ast.parse(parsed)
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # all that ast raises for text
            return None
    return tuple(module.body) if _give_text(module, parsed) else None


def _give_text(module: ast.Module, text: str) -> bool:
    """Whether each node with a place now has its text: not if there are more levels or nodes than are looked into."""
    level: list[ast.AST] = [module]
    nodes = 0
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        nodes += len(level)
        if not level or nodes > MAX_NODES:
            break
        for node in level:
            if hasattr(node, "lineno"):
                vars(node)["text"] = text
    return not level


@contextmanager
def _no_finalizers() -> Iterator[None]:
    """No garbage is collected meanwhile.

    A finalizer that parses text in the midst of our parsing (to log a traceback, say) makes ast raise SystemError in
    Python before 3.11.9 and 3.12.3 (python/cpython#106905).
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def is_hole(node: ast.AST) -> bool:
    """Whether it is a `...` that stands alone, or is assigned or returned."""
    match node:
        case ast.Expr(value=ast.Constant(value=value)) | ast.Return(value=ast.Constant(value=value)):
            return value is ...
        case ast.Assign(value=ast.Constant(value=value)) | ast.AnnAssign(value=ast.Constant(value=value)):
            return value is ...
    return False


@cache_by_text
def bound_names(text: str) -> frozenset[str]:
    """The names that a cell binds at its top level, those that it leaves blank aside."""
    return frozenset(name for node in parse_cell(text) or () for name in _bound(node))


@cache_by_text
def blank_names(text: str) -> frozenset[str]:
    """The names that a cell leaves blank."""
    holes = (node for node in parse_cell(text) or () if is_hole(node))
    return tree.names_of(part for node in holes for part in ast.walk(node))


@cache_by_text
def read_names(text: str) -> frozenset[str]:
    """The names that a cell reads, wherever in it."""
    return tree.loaded_names(part for node in parse_cell(text) or () for part in ast.walk(node))


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that a node binds in the scope that it stands in."""
    yield from tree.names_bound_by(node)
    if not is_hole(node) and not isinstance(node, _SCOPES):
        for part in ast.iter_child_nodes(node):
            yield from _bound(part)


_SCOPES = (tree.Definition, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
"""What binds the names in it in a scope of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStatement:
    """One statement at the top level of a cell, or the whole of a cell that is not Python."""

    meaning: str
    """A text that is equal for two statements that differ in spacing and comments alone."""
    first: int
    """Its first line in the cell, from 1, decorators aside."""
    begin: int
    """Its first line, decorators included."""
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
