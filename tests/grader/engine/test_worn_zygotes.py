"""How what makes an engine's kernels is replaced once it is worn, and ended where nobody needs it."""

import asyncio
import signal
import subprocess
from contextlib import closing
from typing import Any

import pytest

from grader.engine.engine import Engine
from grader.engine.kernel_supply import AHEAD
from grader.model import Outcome
from grader.sandbox.outside import zygote as module
from tests.grader.engine.test_engine import ROOT, runs

pytestmark = pytest.mark.kernel

GIVEN_UP_S = 180
"""Where a zygote ends while it is at work, its kernels' runs wait for ever."""


def test_a_worn_zygote_is_replaced_and_every_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is at work with the old one finishes there, and no zygote is left."""
    monkeypatch.setattr(module, "FORKS", 4)
    work = runs(Engine.open(ROOT, workers=2), *(f"y = {number}" for number in range(2 + AHEAD + 1)))
    done, makers = asyncio.run(asyncio.wait_for(work, GIVEN_UP_S))

    assert {run.outcome for run in done} == {Outcome.OK}
    assert len(makers) > 1
    assert all(maker.unavailable for maker in makers)


def test_a_zygote_that_nobody_waits_for_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that ends before it needs a kernel leaves no process that imports TensorFlow."""
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def noted(*words: Any, **how: Any) -> subprocess.Popen[bytes]:
        started.append(start(*words, **how))
        return started[-1]

    async def begun() -> None:
        with closing(Engine.open(ROOT)) as engine:
            await engine.kernels.begin()
            assert [process.poll() for process in started] == [None]

    monkeypatch.setattr(subprocess, "Popen", noted)
    asyncio.run(begun())

    assert [process.returncode for process in started] == [-signal.SIGKILL]
