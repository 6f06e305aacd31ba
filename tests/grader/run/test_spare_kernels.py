"""Kernels without a sandbox that are started before they are asked for."""

import asyncio
from collections.abc import Callable, Coroutine

import psutil
import pytest

from grader.datasets.datasets import folder
from grader.evidence import Tensor
from grader.limits import Limits
from grader.model import Outcome, Run
from grader.run.execute import Questions, execute
from grader.run.sandbox import Sandbox
from grader.run.spare_kernels import SpareKernels
from grader.source.records import Source, SourceCell
from tests.grader.run.conftest import ROOT, request_for

pytestmark = pytest.mark.kernel

CELL = (
    "import os\nfound = [os.getpid(), os.path.exists('left'), 'left' in globals()]\nopen('left', 'w').close()\nleft = 1"
)


def spares() -> set[int]:
    """The processes that wait, or work, as kernels of this one."""
    children = psutil.Process().children(recursive=True)
    return {one.pid for one in children if "grader.kernel.spare" in one.cmdline()}


def with_kernels(use: Callable[[SpareKernels], Coroutine[None, None, None]]) -> None:
    """Let something use such kernels, which are gone afterwards."""

    async def run() -> None:
        kernels = SpareKernels(Sandbox(data=folder(ROOT, "small")))
        try:
            await use(kernels)
        finally:
            kernels.close()

    asyncio.run(run())
    assert spares() == set()


async def ran(kernels: SpareKernels) -> Run:
    questions = Questions(plan=lambda _: request_for(look=("found",)), answers=((),))
    source = Source(cells=(SourceCell(text=CELL),))
    return await execute(source, questions, kernels=kernels, limits=Limits(), key="k")


def found(run: Run) -> list[int]:
    """Its process, whether a file was there, and whether a name was."""
    assert run.outcome is Outcome.OK
    seen = run.evidence.seen["found"]
    assert isinstance(seen, Tensor)
    return [int(one) for one in seen.array.numpy().tolist()]


def test_each_run_has_the_process_that_waited_and_finds_nothing_of_another() -> None:
    """The next one is started when a run has ended; none is used twice."""

    async def use(kernels: SpareKernels) -> None:
        for _ in range(2):
            (waiting,) = spares()
            pid, *left = found(await ran(kernels))
            assert pid == waiting
            assert left == [0, 0]
            await asyncio.sleep(0)  # where the run's end is heard of
            assert waiting not in spares()

    with_kernels(use)


def test_one_that_was_killed_is_replaced() -> None:
    """A machine short of memory kills what is large."""

    async def use(kernels: SpareKernels) -> None:
        (waiting,) = spares()
        psutil.Process(waiting).kill()
        psutil.Process(waiting).wait()

        assert found(await ran(kernels))[0] != waiting

    with_kernels(use)
