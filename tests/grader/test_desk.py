"""What makes kernels, over a long batch: replaced when it is worn, and never under somebody's hands."""

import asyncio
from pathlib import Path

import pytest

from grader.desk import Desk
from grader.model import Outcome, Run
from grader.run import zygote as module
from grader.run.kernels import Kernels
from grader.source import Source, SourceCell

pytestmark = pytest.mark.kernel

ROOT = Path(__file__).parents[2]
EXERCISE = "05_single_layer/elementwise"


@pytest.fixture(autouse=True)
def _soon_worn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FORKS", 2)


async def runs(desk: Desk, *cells: str) -> tuple[list[Run], set[Kernels]]:
    """A run of each cell, all at once, and what made their kernels."""
    prepared = await desk.prepare(EXERCISE)
    makers = set()

    async def run(cell: str) -> Run:
        makers.add(await desk.kernels())
        return await desk.run(prepared, Source(cells=(SourceCell(text=cell),)))

    done = [await run(cell) for cell in cells[:2]]
    done += await asyncio.gather(*(run(cell) for cell in cells[2:]))
    desk.close()
    return done, makers


def test_a_worn_zygote_is_replaced_and_every_run_goes_on() -> None:
    """Whoever is at work with the old one finishes there, and no zygote is left."""
    done, makers = asyncio.run(runs(Desk.open(ROOT, workers=2), *(f"y = {number}" for number in range(7))))

    assert {run.outcome for run in done} == {Outcome.OK}
    assert len(makers) > 2
    assert all(maker.lost for maker in makers)
