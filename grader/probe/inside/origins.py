"""Finds where a learner's code makes the values that end up under some names, and runs it with different values there.

Replacing the value of a name would be too late: the value may have been used before it got the name, in a list, in a
function, in an object. So each expression that makes something is watched. A first run shows which expressions made the
values under the names; in a second run these give the hidden values.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import tensorflow as tf

CodePosition = tuple[int, int]
"""The number of an expression in the code, and which of its values is meant, counted from 1."""

WATCH = "__watch__"
"""The name by which the code finds its watch."""
MAX_BYTES = 2**26
"""The most bytes of values that are kept in the first run, so that they can be recognised later."""


class Watch:
    """Records the result of each call and each operation of some code as it runs."""

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def __call__(self, expression: int, value: Any) -> Any:
        """The value with which the code continues instead of `value`."""
        self._counts[expression] += 1
        return self.value_at((expression, self._counts[expression]), value)

    def value_at(self, place: CodePosition, value: Any) -> Any:  # noqa: ARG002 - subclasses use it
        """The value with which the code continues instead of the value that was made at a place."""
        return value


class OriginRecorder(Watch):
    """Remembers where arrays of certain shapes were made."""

    def __init__(self, shapes: Iterable[tuple[int, ...]]) -> None:
        super().__init__()
        self._shapes = frozenset(shapes)
        self._made: list[tuple[CodePosition, object]] = []
        self._bytes = 0

    def value_at(self, place: CodePosition, value: Any) -> Any:
        """Remember the value and return it."""
        if self._bytes < MAX_BYTES and isinstance(value, tf.Tensor | tf.Variable | np.ndarray):
            shape = tuple(value.shape) if isinstance(value, np.ndarray) or value.shape.rank is not None else ()
            if shape in self._shapes:
                self._made.append((place, value))
                self._bytes += 8 * int(np.prod(shape))
        return value

    def place(self, value: object) -> CodePosition | None:
        """The place where this object was first seen; None if no expression made it."""
        return next((place for place, one in self._made if one is value), None)


class ValueSubstituter(Watch):
    """Replaces the values made at some places."""

    def __init__(self, places: Mapping[CodePosition, str], give: Callable[[str, object], object]) -> None:
        super().__init__()
        self._places = places
        self._give = give

    def value_at(self, place: CodePosition, value: Any) -> Any:
        """The replacement for the value of a place, or the value itself."""
        name = self._places.get(place)
        return value if name is None else self._give(name, value)


def instrument(tree: ast.Module, numbers: Iterator[int]) -> ast.Module:
    """The tree changed so that the value of each call and operation passes through `WATCH`, with a unique number."""
    _Watched(numbers).visit(tree)
    return ast.fix_missing_locations(tree)


class _Watched(ast.NodeTransformer):
    def __init__(self, numbers: Iterator[int]) -> None:
        self.numbers = numbers

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Watch a call."""
        return self._watched(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Watch an operation with two operands."""
        return self._watched(node)

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        """Leave a pattern unchanged: it is not an expression, although it looks like one."""
        node.body = [self.visit(one) for one in node.body]
        return node

    def _watched(self, node: ast.expr) -> ast.expr:
        number = ast.Constant(next(self.numbers))
        self.generic_visit(node)
        return ast.Call(func=ast.Name(WATCH, ast.Load()), args=[number, node], keywords=[])
