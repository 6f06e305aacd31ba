"""Reading Python text."""

import gc
from collections.abc import Callable

import pytest

from grader.source.syntax import MAX_NODES, parse_cell
from grader.source.tree import MAX_DEPTH

LONG = "def f(x):\n    return g(x, [a, b, c], k=1)\n" * 100


def test_text_is_read_whatever_garbage_there_is(litter: Callable[[], object]) -> None:
    """A finalizer that parses text itself, as one that logs a traceback does, doesn't break our parsing."""
    for number in range(20):
        litter()
        assert len(parse_cell(f"{LONG}#{number}") or ()) == 100


def test_the_collector_is_left_as_it_was() -> None:
    """Whether text can be read or not, and whether the collector was on or not."""
    for enabled in (True, False):
        (gc.enable if enabled else gc.disable)()
        for text in (f"x = {enabled}", f"{enabled} ="):
            parse_cell(text)
            assert gc.isenabled() is enabled
    gc.enable()


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "-" * MAX_DEPTH + "1",
        "x" + ".a" * MAX_DEPTH,
        "x = " + "1 + " * MAX_DEPTH + "1",
        "if x:\n    pass\n" + "elif x:\n    pass\n" * MAX_DEPTH,
        "[" + "1," * MAX_NODES + "]",
        "x = 1\n" * MAX_NODES,
        "x = " + "9" * 5_000,
        "(" * 10_000,
    ],
    ids=lambda text: f"{text[:6]!r} {len(text)}",
)
def test_too_much_of_it_is_not_looked_into(text: str) -> None:
    """No code of the grader goes down more levels, or through more nodes, however much recursion Python allows."""
    assert parse_cell(text) is None


def test_much_of_it_is() -> None:
    """What people write is far below the caps."""
    assert parse_cell("x" + ".a" * (MAX_DEPTH // 2)) is not None
    assert parse_cell("x = 1\n" * (MAX_NODES // 10)) is not None
