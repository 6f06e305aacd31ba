"""Kernels that run nothing, for tests of all that happens around them."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np

from grader.course.exercise_file import load_exercise
from grader.engine.engine import Engine
from grader.engine.kernel_supply import KernelSupply
from grader.engine.references import References
from grader.evidence import VERSION, Array, Evidence, Other, Tensor
from grader.judging.checks.requests import asked_names, plan
from grader.judging.finding_keys import finding_keys
from grader.judging.judge import PreparedExercise
from grader.model import CellRun, Outcome, Run
from grader.source.code_view import Code
from grader.source.records import Handout, Reading, RepairFacts
from grader.source.source import stub_source
from tests.grader import tiny

ROOT = Path(__file__).parents[1]
INPUTS = {"a": Array.from_values(np.array([3.0, 4.0, 5.0]))}
SEEN = Evidence(version=VERSION, seen={"total": Other(kind="str")}, names={"total": "other"})
"""What every run shows."""
RIGHT = Evidence(
    version=VERSION,
    seen={"total": Tensor(kind="array", array=Array.from_values(np.float64(11.0)))},
    names={"total": "array"},
)
LONGEST_S = 0.02


def course(root: Path) -> Path:
    """The throw-away course in a folder, with the data that an engine asks for."""
    tiny.write(root)
    with (root / "exercises" / "course.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[hints]\ntries = 0\n")  # there is no kernel to try a repair in
    for data in ("exercises/_data", "solutions/_sealed"):
        (root / data).symlink_to(ROOT / data)
    return root


def hand_in(folder: Path, learner: str, answer: str) -> None:
    """Put an answer to the course's exercise in place."""
    path = folder / learner / "01" / "sum.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = tiny.REFERENCE.replace("total = np.sum(a) - 1", answer).splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("# B")), encoding="utf-8")


def kernels(patch: Callable[[object, str, object], None]) -> None:
    """Let runs take a moment and show a text; `patch` is `setattr`, or one that is undone."""
    patch(References, "prepare", _prepare)
    patch(Engine, "run", _run)
    patch(KernelSupply, "get", _kernels)
    patch(KernelSupply, "begin", _kernels)


async def _prepare(references: References, exercise_id: str, *, known: bool = True) -> PreparedExercise:  # noqa: ARG001 - the real signature
    exercise = load_exercise(references.course.root, exercise_id)
    prepared = PreparedExercise(
        exercise=exercise,
        handout=Handout(stub=stub_source(exercise.stub), asked=asked_names(exercise)),
        request=plan(exercise, salt=references.keys.salt, inputs=INPUTS, images={}),
        reference=Run(key="reference", outcome=Outcome.OK, evidence=RIGHT),
        spreads={},
        facts=RepairFacts(),
        stub_code=Code(()),
        solution=Code(()),
        content_digest="",
        finding_keys=finding_keys(exercise, {}, {}),
    )
    references.prepared[exercise_id] = prepared
    return prepared


async def _run(engine: Engine, prepared: PreparedExercise, reading: Reading) -> Run:
    await asyncio.sleep(random.uniform(0, LONGEST_S))  # noqa: S311 - no secret
    cells = tuple(CellRun(source=cell.text) for cell in reading.source.cells)
    return Run(key=engine.keys.run_key(prepared, reading), outcome=Outcome.OK, cells=cells, evidence=SEEN)


async def _kernels(_: KernelSupply) -> None:
    pass
