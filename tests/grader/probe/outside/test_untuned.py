"""What kernels do for speed changes nothing that they show: exercises are graded with and without it."""

import asyncio
from pathlib import Path

import pytest

from grader.engine.engine import Engine
from grader.engine.source_run import read_authored
from grader.judging.judge import Judgement
from grader.model import Run
from grader.probe.outside import kernel_sandbox
from grader.source.records import Source, SourceCell
from grader.source.source import reference_source

pytestmark = pytest.mark.kernel

ROOT = Path(__file__).parents[4]
SWITCH = {"GRADER_TUNING": "off"}
ASKS = "import os\nenabled = os.environ.get('GRADER_TUNING', 'on')\nprint(enabled)"


async def graded(exercise: str) -> tuple[Run, Judgement, str]:
    """The run of a reference in a kernel of its own, what it earns, and what a cell says of the switch."""
    engine = Engine.open(ROOT)
    prepared = await engine.references.prepare(exercise, known=False)
    reading = read_authored(prepared, reference_source(prepared.exercise.reference))
    run = await engine.run(prepared, reading)
    asked = await engine.run(prepared, read_authored(prepared, Source(cells=(SourceCell(text=ASKS),))))
    engine.close()
    return run, engine.judge(prepared, reading, run), asked.cells[0].outputs[0].text.strip()


@pytest.mark.parametrize("exercise", ["06_multi_layer/two_layers", "09_pipelines/pipeline", "18_training/train"])
def test_a_kernel_shows_the_same_without_what_is_done_for_speed(exercise: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Values, a pipeline and a training: the evidence is the same, and so is every point."""
    tuned, earned, switch = asyncio.run(graded(exercise))
    monkeypatch.setattr(kernel_sandbox, "KERNEL_ENVIRONMENT", {**kernel_sandbox.KERNEL_ENVIRONMENT, **SWITCH})
    plain, earned_without, switched = asyncio.run(graded(exercise))

    assert [switch, switched] == ["on", "off"]
    assert plain.evidence == tuned.evidence
    assert earned_without.findings == earned.findings
    assert earned.score.earned == earned.score.possible
