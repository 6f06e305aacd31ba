"""Reading Python text."""

import gc
from collections.abc import Callable

from grader.source.syntax import SHORT, parsed

LONG = "def f(x):\n    return g(x, [a, b, c], k=1)\n" * 100
"""More than is remembered."""
assert len(LONG) > SHORT


def test_text_is_read_whatever_garbage_there_is(litter: Callable[[], object]) -> None:
    """A finalizer that parses text itself, as one that logs a traceback does, doesn't break our parsing."""
    for _ in range(20):
        litter()
        assert len(parsed(LONG) or ()) == 100


def test_the_collector_is_left_as_it_was() -> None:
    """Whether text can be read or not, and whether the collector was on or not."""
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        for text in (f"x = {enabled}", f"{enabled} ="):
            parsed(text)
            assert gc.isenabled() is enabled
    gc.enable()
