"""Python text as statements, the names in it, and a string for the meaning of each statement.

IPython's own lines count as comments. Spacing and comments don't change a `meaning`. `statements_in` returns the
top-level statements of a cell. Nothing here raises.
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
"""The most characters of a cell that is examined; Python needs quadratic time for a long f-string."""
MAX_NODES = 30_000
"""The most nodes of a cell that is examined; an exercise's cell has less than 2,000."""

_MAGIC = re.compile(r"^([ \t]*)(?=[%!?]|[\w.]+\?)", re.MULTILINE)
"""IPython's own lines: `%time`, `!ls`, `?tf.exp`, `tf.exp?`."""


CACHE_SIZE = 512
"""The number of texts that are cached; the statements of each usually take up to 50 KiB."""

Found = TypeVar("Found")


def cache_by_text(function: Callable[[str], Found]) -> Callable[[str], Found]:
    """The function with a cache by text: a file is read in several ways, and most of it is given."""
    return lru_cache(CACHE_SIZE)(function)


def comment_out_magics(text: str) -> str:
    """The text with IPython's own lines as comments."""
    return _MAGIC.sub(r"\1#", text) if any(sign in text for sign in "%!?") else text


@cache_by_text
def parse_cell(text: str) -> tuple[ast.stmt, ...] | None:
    """The statements of a cell, which nobody may change; None if it is not Python or too large."""
    if len(text) > MAX_CHARACTERS:
        return None
    with warnings.catch_warnings(), _no_finalizers():
        warnings.simplefilter("ignore")  # a learner's "\d" does not concern us
        try:
            parsed = comment_out_magics(text)
            module = ast.parse(parsed)
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # everything that ast raises for text
            return None
    return tuple(module.body) if _give_text(module, parsed) else None


def _give_text(module: ast.Module, text: str) -> bool:
    """Give each node with a position its text; return False if there are too many levels or nodes."""
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
    """A context without garbage collection.

    If a finalizer parses text during our parsing (for example to log a traceback), ast raises SystemError in Python
    before 3.11.9 and 3.12.3 (python/cpython#106905).
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def is_hole(node: ast.AST) -> bool:
    """Whether a node is a `...` as a statement, or one that is assigned or returned."""
    match node:
        case ast.Expr(value=ast.Constant(value=value)) | ast.Return(value=ast.Constant(value=value)):
            return value is ...
        case ast.Assign(value=ast.Constant(value=value)) | ast.AnnAssign(value=ast.Constant(value=value)):
            return value is ...
    return False


@cache_by_text
def bound_names(text: str) -> frozenset[str]:
    """The names that a cell binds at its top level, except those that it leaves blank."""
    return frozenset(name for node in parse_cell(text) or () for name in _bound(node))


@cache_by_text
def blank_names(text: str) -> frozenset[str]:
    """The names that a cell leaves blank."""
    holes = (node for node in parse_cell(text) or () if is_hole(node))
    return tree.names_of(part for node in holes for part in ast.walk(node))


@cache_by_text
def read_names(text: str) -> frozenset[str]:
    """The names that a cell reads, anywhere in it."""
    return tree.loaded_names(part for node in parse_cell(text) or () for part in ast.walk(node))


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node binds in the scope around it."""
    yield from tree.names_bound_by(node)
    if not is_hole(node) and not isinstance(node, _SCOPES):
        for part in ast.iter_child_nodes(node):
            yield from _bound(part)


_SCOPES = (tree.Definition, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
"""Nodes with their own scope for names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellStatement:
    """One top-level statement of a cell, or the whole cell if it is not Python."""

    meaning: str
    """A string that is equal for two statements that differ only in spacing and comments."""
    first: int
    """Its first line in the cell, from 1, without decorators."""
    begin: int
    """Its first line, including decorators."""
    last: int
    imports: bool = False
    hole: bool = False
    """Whether it contains a `...` as a statement, or one that is assigned or returned."""


@cache_by_text
def statements_in(text: str) -> tuple[CellStatement, ...]:
    """The statements of a cell; all of it if it is not Python. IPython's own lines count as comments."""
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
