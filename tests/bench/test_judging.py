"""What judging costs: checks, messages and diagnoses outside, and the search for the first layer that departs.

Run by `make bench`; prints a table and passes whatever it says. CPU seconds, medians over the known wrong answers.
"""

import asyncio
import statistics
import time
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from grader.engine.engine import Engine
from grader.engine.source_run import read_authored
from grader.judging.judge import PreparedExercise
from grader.sandbox.outside.zygote import Zygote
from grader.verification.cases import authored_cases
from grader.verification.records import CaseKind, VerificationCase
from tests.bench.test_numbers import Meter

pytestmark = [pytest.mark.bench, pytest.mark.filterwarnings("default")]

ROOT = Path(__file__).parents[2]
EXERCISES = ("05_single_layer/elementwise", "10_softmax/forward_pass", "11_keras/sequential", "14_subclassing/subclass")
KERAS = "11_keras/sequential"
TIMES = 5


def wrong(prepared: PreparedExercise) -> list[VerificationCase]:
    return [case for case in authored_cases(ROOT, prepared) if case.kind is CaseKind.WRONG]


async def judging(engine: Engine, exercise: str) -> float:
    """Median CPU seconds in this process to judge a wrong answer that has run."""
    prepared = await engine.references.prepare(exercise)
    costs = []
    for case in wrong(prepared):
        reading = read_authored(prepared, case.source)
        run = await engine.run(prepared, reading)
        before = time.process_time()
        for _ in range(TIMES):
            engine.judge(prepared, reading, run)
        costs.append((time.process_time() - before) / TIMES)
    return statistics.median(costs)


async def running(engine: Engine, monkeypatch: pytest.MonkeyPatch, *, compared: bool) -> float:
    """Median CPU seconds of a wrong model's run, grader and kernels together, with or without its comparison."""
    prepared, meter = await engine.references.prepare(KERAS), Meter(engine)
    with monkeypatch.context() as patched:
        if not compared:
            patched.setattr("grader.engine.source_run.wrong_models", lambda *_: {})
        costs = []
        for case in wrong(prepared):
            before = await meter.now()
            await engine.run(prepared, read_authored(prepared, case.source))
            costs.append(await meter.now() - before)
    return statistics.median(costs)


def test_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both figures, beside what they are to hold."""
    table = Table("what", "CPU s", "hold")

    async def measure() -> None:
        engine = Engine.open(ROOT)
        try:
            assert isinstance(await engine.kernels.get(), Zygote)
            for exercise in EXERCISES:
                table.add_row(f"judging a wrong answer to {exercise}", f"{await judging(engine, exercise):.4f}", "0.05")
            less, more = [await running(engine, monkeypatch, compared=one) for one in (False, True)]
            table.add_row("the first layer that departs", f"{more - less:.3f}", "0.3")
        finally:
            engine.close()

    asyncio.run(measure())
    Console(width=100).print(table)
