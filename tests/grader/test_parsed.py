"""Reading Python text."""

import gc
from collections.abc import Callable

from grader.parsed import parsed

LONG = "def f(x):\n    return g(x, [a, b, c], k=1)\n" * 50


def test_text_is_read_whatever_garbage_there_is(litter: Callable[[], object]) -> None:
    """A finalizer that parses text itself, as one that logs a traceback does, doesn't break our parsing."""
    for _ in range(20):
        litter()
        assert len(parsed(LONG) or ()) == 50


def test_the_collector_is_left_as_it_was() -> None:
    """Whether text can be read or not, and whether the collector was on or not."""
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        for text in ("x = 1", "x ="):
            parsed(text)
            assert gc.isenabled() is enabled
    gc.enable()
