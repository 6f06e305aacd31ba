"""The engine at work: how many runs it makes at once, and answers that start from a learner's own values."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.engine import source_run
from grader.engine.engine import Engine
from grader.engine.kernel_supply import AHEAD
from grader.engine.source_run import read_authored
from grader.errors import KernelFault
from grader.judging.judge import Judgement
from grader.model import Outcome, Run
from grader.sandbox.outside import zygote as module
from grader.sandbox.outside.kernel_factory import Kernel, Kernels
from grader.source.records import Source, SourceCell
from grader.source.source import fill, reference_source

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[3]
EXERCISE = "05_single_layer/elementwise"
LAYERS = "06_multi_layer/two_layers"


async def runs(engine: Engine, *cells: str) -> tuple[list[Run], set[Kernels]]:
    """A run of each cell, all at once, and what made their kernels."""
    prepared = await engine.references.prepare(EXERCISE, known=False)
    makers = set()

    async def run(cell: str) -> Run:
        makers.add(await engine.kernels.get())
        done = await engine.run(prepared, read_authored(prepared, Source(cells=(SourceCell(text=cell),))))
        makers.add(await engine.kernels.get())
        return done

    done = await asyncio.gather(*map(run, cells))
    engine.close()
    return done, makers


def test_few_kernels_live_at_once_however_many_runs_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of them would take all of the machine's memory before the first has its turn."""
    made: list[Kernel] = []
    alive: list[int] = []
    fork = module.Zygote.fork

    async def counted(*given: Any, **how: Any) -> Kernel:
        made.append(await fork(*given, **how))
        alive.append(sum(not kernel.exited.done() for kernel in made))
        return made[-1]

    monkeypatch.setattr(module.Zygote, "fork", counted)
    done, _ = asyncio.run(runs(Engine.open(ROOT), *(f"y = {number}" for number in range(12))))

    assert {run.outcome for run in done} == {Outcome.OK}
    assert max(alive) == 1 + AHEAD


def other_seed(fragment: str) -> Source:
    """An answer to the two layers, the given cell with another seed."""
    reference = (ROOT / "solutions" / LAYERS / "reference.py").read_text(encoding="utf-8")
    assert reference.count("set_seed(7)") == 1
    answer = (ROOT / "solutions" / LAYERS / fragment).read_text(encoding="utf-8")
    return fill(reference.replace("set_seed(7)", "set_seed(8)"), answer)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def engine(runner: asyncio.Runner, shared_zygotes: None) -> Iterator[Engine]:  # noqa: ARG001 - it is needed first
    """One for the tests below, which look at answers and not at what makes kernels."""
    engine = Engine.open(ROOT)
    yield engine

    async def close() -> None:
        engine.close()

    runner.run(close())


@pytest.mark.parametrize(
    ("fragment", "earned", "said"),
    [
        ("accepted/numpy.py", 6, "`output` has the right value, for other inputs too."),
        ("wrong/hidden_activation_lost.py", 3, "Right so far: the hidden layer's sums, biases added (your `h1`);"),
    ],
)
def test_another_seed_is_not_a_mistake(
    runner: asyncio.Runner, engine: Engine, fragment: str, earned: int, said: str
) -> None:
    """What is expected is what the reference makes of the learner's own values, and so are the steps on the way."""

    async def judged() -> Judgement:
        prepared = await engine.references.prepare(LAYERS, known=False)
        reading = read_authored(prepared, other_seed(fragment))
        return engine.judge(prepared, reading, await engine.run(prepared, reading))

    result = runner.run(judged())
    assert result.score.earned == earned
    assert said in " ".join(one.message for one in result.findings)


def test_a_reference_whose_cells_take_too_long_a_second_time_is_our_fault(
    runner: asyncio.Runner, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is our code that is too slow, so nobody loses a point by it."""
    late = {"wall_s": 0.001}
    monkeypatch.setattr(
        source_run, "replace", lambda one, **new: replace(one, **new | (late if "wall_s" in new else {}))
    )

    async def run() -> Run:
        prepared = await engine.references.prepare(LAYERS, known=False)
        return await engine.run(prepared, read_authored(prepared, other_seed("accepted/numpy.py")))

    with pytest.raises(KernelFault, match="the reference did not run a second time: timed_out"):
        runner.run(run())


def test_what_can_be_verified_is_what_the_reference_is_verified_by() -> None:
    """A value that is replayed can be; what only the kernel has seen, such as a figure, can't. Each finding says it."""

    async def judged(exercise: str) -> dict[str, bool]:
        engine = Engine.open(ROOT)
        prepared = await engine.references.prepare(exercise, known=False)
        source = reference_source(prepared.exercise.reference)
        found = engine.judge(prepared, read_authored(prepared, source), prepared.reference)
        engine.close()
        assert {one.criterion for one in found.findings if one.verifiable} == prepared.verifiable
        return {one.criterion: one.verifiable for one in found.findings}

    assert asyncio.run(judged(EXERCISE)) == {"number": True, "between": True, "sum": False, "value": True}
    assert not asyncio.run(judged("08_mnist/show_image"))["figure"]


NOISY = {
    "a normal one": "tf.random.normal((1, 1), 0.36286554, 1e-4)",
    "with a seed": "tf.random.normal((1, 1), 0.36286554, 1e-3, seed=3)",
    "with a seed by its place": "tf.random.normal((1, 1), 0.36286554, 1e-3, tf.float32, 3)",
    "of Keras": "tf.keras.random.normal((1, 1), 0.36286554, 1e-3)",
    "of NumPy": "tf.constant(np.random.normal(0.36286554, 1e-3, (1, 1)), tf.float32)",
    "of Python": "tf.constant([[0.36286554 + random.gauss(0, 1e-3)]])",
    "by dropout": "0.36286554 + 1e-3 * tf.nn.dropout(tf.ones((1, 1)), 0.5)",
    "by an order": "0.36286554 + 1e-3 * tf.reshape(tf.random.shuffle(tf.range(4.0))[0], (1, 1))",
}
"""Ways to write a number down and let chance change it."""


@pytest.mark.parametrize("made", NOISY.values(), ids=NOISY)
def test_a_number_with_noise_follows_from_nothing(runner: asyncio.Runner, engine: Engine, made: str) -> None:
    """Chance is alike in all replays, whatever draws it, so what it changes is seen not to follow from the inputs."""

    async def judged() -> Judgement:
        prepared = await engine.references.prepare(EXERCISE, known=False)
        reference = prepared.exercise.reference.read_text(encoding="utf-8")
        reading = read_authored(prepared, fill(reference, f"import random\nimport numpy as np\n\ny = {made}\n"))
        return engine.judge(prepared, reading, await engine.run(prepared, reading))

    assert runner.run(judged()).score.earned == 0
