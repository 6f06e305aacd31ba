"""The code of a cell that is run again on other inputs."""

import gc
from collections.abc import Callable

import pytest

from grader.kernel.replays import without_inputs

INPUTS = frozenset({"x", "w"})


def ran(source: str) -> dict[str, object]:
    """What a cell leaves where the inputs are 10 and 20."""
    namespace: dict[str, object] = {"x": 10, "w": 20}
    exec(compile(without_inputs(source, INPUTS), "<replay>", "exec"), namespace)  # noqa: S102 - our own text
    return namespace


@pytest.mark.parametrize(
    ("source", "y"),
    [
        ("x = 1\ny = x", 10),
        ("x, w = 1, 2\ny = x + w", 30),
        ("x = x + 1\ny = x", 11),
        ("w = x * 2\ny = w", 20),
        ("def f():\n    x = 1\n    return x\ny = f() + x", 11),
    ],
)
def test_a_fresh_assignment_to_an_input_goes_nowhere(source: str, y: int) -> None:
    """One that computes an input from an input is part of the answer."""
    assert ran(source)["y"] == y


def test_a_cell_is_run_again_whatever_garbage_the_learner_left(litter: Callable[[], object]) -> None:
    """A finalizer of the learner's that parses text costs him no points."""
    for _ in range(20):
        litter()
        assert ran("y = x + w * (x - [w, x][0])\n" * 100)["y"] == -190


def test_the_collector_is_as_it_was_after_a_cell_that_is_no_python() -> None:
    """What a learner's kernel does about garbage is the learner's."""
    gc.disable()
    try:
        with pytest.raises(SyntaxError):
            without_inputs("x =", INPUTS)
        assert not gc.isenabled()
    finally:
        gc.enable()
    with pytest.raises(SyntaxError):
        without_inputs("x =", INPUTS)
    assert gc.isenabled()
