"""Reading Python text."""

import ast
import gc
from collections.abc import Iterator

import pytest

from grader.parsed import parsed

LONG = "def f(x):\n    return g(x, [a, b, c], k=1)\n" * 50


@pytest.fixture
def eager_collector() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(20)
    yield
    gc.set_threshold(*before)


class ParsesAtItsEnd:
    """Garbage that only the collector finds, and that parses text, further down the stack, when it is found."""

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        deeper(20)


def deeper(levels: int) -> None:
    if levels:
        deeper(levels - 1)
    else:
        ast.parse("x = f(1, [2, 3])")


@pytest.mark.usefixtures("eager_collector")
def test_text_is_read_whatever_garbage_there_is() -> None:
    """A finalizer that parses text itself, as one that logs a traceback does, doesn't break our parsing."""
    for _ in range(20):
        ParsesAtItsEnd()
        assert len(parsed(LONG) or ()) == 50


def test_the_collector_is_left_as_it_was() -> None:
    """Whether text can be read or not, and whether the collector was on or not."""
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        for text in ("x = 1", "x ="):
            parsed(text)
            assert gc.isenabled() is enabled
    gc.enable()
