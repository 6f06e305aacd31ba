"""Garbage for those who must not be disturbed by it."""

import ast
import gc
from collections.abc import Callable, Iterator

import pytest


class _ParsesAtItsEnd:
    """Garbage that only the collector finds, and that parses text, further down the stack, when it is found."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        _deeper(20)


def _deeper(levels: int) -> None:
    if levels:
        _deeper(levels - 1)
    else:
        ast.parse("x = f(1, [2, 3])")


@pytest.fixture
def litter() -> Iterator[Callable[[], object]]:
    """Leaves a piece of garbage that parses text when it is collected, which is soon."""
    before = gc.get_threshold()
    gc.set_threshold(20)
    yield _ParsesAtItsEnd
    gc.set_threshold(*before)
