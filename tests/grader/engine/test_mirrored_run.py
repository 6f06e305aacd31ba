"""The reference, run from values of a learner's own with which it raises, dies or never ends."""

import asyncio
from pathlib import Path

import pytest

from grader.engine.engine import Engine
from grader.engine.source_run import _unanswered, read_authored
from grader.errors import KernelFault
from grader.evidence import EMPTY, Array, Describe, Raised, Replay, Request
from grader.judging.judge import Judgement
from grader.model import CellError, CellRun, Outcome, Run, Verdict
from grader.source.records import Source, SourceCell
from tests.grader import tiny
from tests.simulated import course

FRAGILE = """# exercise: 01/sum

# %%
import os

import numpy as np

a = np.array([3.0, 4.0, 5.0])

# %%
# BEGIN SOLUTION
# BLANK: total = ...
while a[0] == 1:
    pass
if a[0] == 2:
    os._exit(3)
if a[0] == 7:
    raise ValueError("seven")
total = np.sum(a) - 1
# END SOLUTION
"""
RUBRIC = tiny.RUBRIC.replace('replay = ["a"]', 'own = ["a"]').replace(
    'title = "A sum"', 'title = "A sum"\n[limits]\ncell_s = 1'
)
ASKED = Request(
    asks={},
    grid=Array.from_values([]),
    array_bytes=9,
    replays=(Replay(inputs={}, cells=(), asks={"value/total": Describe(name="total")}),),
)


def answer(first: int) -> Source:
    """A right answer from other values."""
    cells = ("import numpy as np", f"a = np.array([{first}.0, 4.0, 5.0])", "total = np.sum(a) - 1")
    return Source(cells=tuple(SourceCell(text=cell) for cell in cells))


@pytest.mark.kernel
def test_values_that_end_the_reference_are_a_wrong_answer(tmp_path: Path) -> None:
    """Nothing of that is our fault: no point is unscored, and a sentence says what became of the reference."""
    root = course(tmp_path)
    tiny.write(root, **{f"exercises/{tiny.EXERCISE}.toml": RUBRIC, f"{tiny.ANSWERS}/reference.py": FRAGILE})

    async def judged() -> list[Judgement]:
        engine = Engine.open(root)
        try:
            prepared = await engine.references.prepare(tiny.EXERCISE, known=False)
            sources = [read_authored(prepared, answer(first)) for first in (9, 1, 2, 7)]
            return [engine.judge(prepared, one, await engine.run(prepared, one)) for one in sources]
        finally:
            engine.close()

    right, *wrong = asyncio.run(judged())
    findings = [one.findings[1] for one in wrong]

    assert right.score.earned == right.score.possible
    assert [one.verdict for one in findings] == [Verdict.FAIL] * 3
    assert ["took more than" in findings[0].message, "crashed" in findings[1].message] == [True, True]
    assert "raises ValueError: seven" in findings[2].message
    assert {one.score.unscored for one in wrong} == {0}


def test_a_reference_that_dies_of_the_values_is_recorded_as_that() -> None:
    """Its cells ran before the values came in."""
    run = Run(key="", outcome=Outcome.CRASHED, message="It is gone.", cells=(CellRun(source="x"),), evidence=EMPTY)

    assert _unanswered(ASKED, run) == {"value/total": Raised(error="crashed", message="It is gone.")}


@pytest.mark.parametrize(
    "cell",
    [CellRun(source="x", state="died"), CellRun(source="x", error=CellError(name="OSError", message="", traceback=""))],
)
def test_a_reference_that_does_not_run_is_our_fault(cell: CellRun) -> None:
    """Its cells run on its own values, so that no learner has a part in it."""
    run = Run(key="", outcome=Outcome.CRASHED, cells=(CellRun(source="y"), cell), evidence=EMPTY)

    with pytest.raises(KernelFault, match="the reference did not run a second time"):
        _unanswered(ASKED, run)
