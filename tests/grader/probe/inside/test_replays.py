"""The code of a cell that is run again on other inputs."""

import ast
import gc
from collections.abc import Callable

import pytest

from grader.probe.inside.replays import redirect_inputs, statements_leading_to

INPUTS = frozenset({"x", "w"})


def ran(source: str) -> dict[str, object]:
    """What a cell leaves where the inputs are 10 and 20."""
    namespace: dict[str, object] = {"x": 10, "w": 20}
    exec(compile(redirect_inputs(source, INPUTS), "<replay>", "exec"), namespace)  # noqa: S102 - our own text
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


def test_the_collector_is_as_it_was_after_a_cell_that_is_not_python() -> None:
    """What a learner's kernel does about garbage is the learner's."""
    gc.disable()
    try:
        with pytest.raises(SyntaxError):
            redirect_inputs("x =", INPUTS)
        assert not gc.isenabled()
    finally:
        gc.enable()
    with pytest.raises(SyntaxError):
        redirect_inputs("x =", INPUTS)
    assert gc.isenabled()


def run_for(name: str, *pieces: str) -> dict[str, object]:
    """What the statements leave that a name follows from, where the inputs are 10 and 20 and `log` is empty."""
    namespace: dict[str, object] = {"x": 10, "w": 20, "log": []}
    for code in statements_leading_to([name], pieces, INPUTS):
        exec(compile(ast.fix_missing_locations(code), "<test>", "exec"), namespace)  # noqa: S102 - our own text
    return namespace


@pytest.mark.parametrize(
    ("pieces", "y"),
    [
        (["y = x + 1"], 11),
        (["x = 1\ny = x + 1"], 11),
        (["x = x + 1\ny = x"], 11),
        (["a = x", "b = a + w", "y = b"], 30),
        (["def f(n):\n    return n + w", "y = f(x)"], 30),
        (["from math import floor as f", "y = f(x + 0.5)"], 10),
        (["import os.path", "y = os.path.join('a', str(x))"], "a/10"),
        (["parts = []", "for n in (x, w):\n    parts.append(n)", "y = sum(parts)"], 30),
        (["table = {}", "table['x'] = x", "y = table['x']"], 10),
        (["class C:\n    n = 1", "C.n = x", "y = C.n"], 10),
        (["y, z = x, 1 / 0 if x == 1 else w"], 10),
        (["y = 1", "y += x"], 11),
        (["if x > 5:\n    y = w\nelse:\n    y = 0"], 20),
        (["y = (n := x) + n"], 20),
        (["y =", "y = x"], 10),
    ],
)
def test_what_a_name_follows_from_runs_again(pieces: list[str], y: object) -> None:
    """Definitions, imports, loops and changes by a method count; a piece that is not Python is left out."""
    assert run_for("y", *pieces)["y"] == y


def test_what_a_name_does_not_follow_from_does_not_run() -> None:
    """What is done with an answer, such as a training, is not done again; nor are inputs loaded anew."""
    left = run_for("y", "x = 1 / 0", "y = x", "z = y / 0", "log.append(y)", "print(1 / 0)")

    assert (left["y"], left["log"]) == (10, [])
