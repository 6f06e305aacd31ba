"""Time in which the grader itself was stopped: a call that blocks the loop is to it what Ctrl-Z is to the process."""

import asyncio
import time
from typing import Any

import numpy as np
import pytest

from grader.errors import KernelFault
from grader.evidence import EMPTY, Array, CallFunction
from grader.model import Outcome, Run
from grader.probe.outside.provisioner import CappedNotebookClient, HardenedClient
from grader.sandbox.limits import Limits
from grader.sandbox.outside.answering import ask
from grader.sandbox.outside.doctor import SelfCheckRequest
from grader.sandbox.outside.kernel_factory import jail_limits
from grader.sandbox.outside.suspend_clock import LATE_S, STEP_S, Countdown, SuspendDetector, with_timeout
from grader.sandbox.outside.zygote import Zygote
from tests.grader.conftest import Kernels

STOP_S = STEP_S + LATE_S + 0.5
"""Long enough to be noticed."""


def stop() -> None:
    """Keep the loop from whatever else it should do."""
    time.sleep(STOP_S)


def test_a_stop_takes_no_patience() -> None:
    """What is there when the process continues is taken, although all clocks say that it is too late."""

    async def waited() -> str:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[str] = loop.create_future()
        loop.call_soon(stop)
        loop.call_soon(lambda: loop.call_soon(lambda: loop.call_soon(answer.set_result, "late")))
        return await with_timeout(STEP_S + 0.1, answer)

    assert asyncio.run(waited()) == "late"


def test_patience_ends() -> None:
    """What never comes is given up, and what was begun for it is ended."""

    async def waited() -> bool:
        never = asyncio.ensure_future(asyncio.Event().wait())
        with pytest.raises(TimeoutError):
            await with_timeout(0.01, never)
        return never.cancelled()

    assert asyncio.run(waited())


def test_works_share_a_countdown() -> None:
    """What the first uses up is gone for the second, down to what is kept."""

    async def waited() -> tuple[list[bool], list[float]]:
        never = asyncio.get_running_loop().create_future()
        shared = Countdown(0.3)
        first = await shared.wait({never}, keep_s=0.2)
        kept = shared.left_s
        second = await shared.wait({never})
        return [first, second], [kept, shared.used_s]

    done, seconds = asyncio.run(waited())
    assert done == [False, False]
    assert seconds == pytest.approx([0.2, 0.3])


def test_a_work_that_is_done_uses_up_nothing_more() -> None:
    """Nor does one that was done before anybody waited for it, however little is left."""

    async def waited() -> tuple[bool, float]:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        shared = Countdown(0)
        return await shared.wait({done}), shared.used_s

    assert asyncio.run(waited()) == (True, 0)


def test_a_stop_uses_up_no_more_than_a_step() -> None:
    """Whoever is stopped for minutes has nearly all of the time left."""

    async def waited() -> float:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[None] = loop.create_future()
        loop.call_soon(stop)
        loop.call_soon(answer.set_result, None)
        shared = Countdown(60)
        await shared.wait({answer})
        return shared.used_s

    assert asyncio.run(waited()) <= STEP_S


@pytest.mark.parametrize("stopped", [False, True])
def test_a_missed_beat_is_noticed(*, stopped: bool) -> None:
    """And none is missed by a process that merely waits."""

    async def beats() -> bool:
        async with SuspendDetector() as pulse:
            await asyncio.sleep(0)
            if stopped:
                stop()
            await asyncio.sleep(0)
        return pulse.missed

    assert asyncio.run(beats()) == stopped


@pytest.mark.kernel
def test_a_cell_that_ran_while_the_grader_was_stopped_costs_nobody_points(
    kernels: Kernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not "stopped after 1 s": the run is made again."""
    stops = [stop]
    real = CappedNotebookClient.async_execute_cell

    async def stopped_first(self: CappedNotebookClient, *cell: object) -> object:
        if stops:
            asyncio.get_running_loop().call_later(0.1, stops.pop())
        return await real(self, *cell)

    monkeypatch.setattr(CappedNotebookClient, "async_execute_cell", stopped_first)

    ran: Run = kernels("import time; time.sleep(0.4)\nx = 1", limits=Limits(cell_s=1))

    assert (stops, ran.outcome, ran.message) == ([], Outcome.OK, "")
    assert ran.evidence != EMPTY


@pytest.mark.kernel
def test_a_look_that_was_too_slow_while_the_grader_was_stopped_is_taken_once_more(
    kernels: Kernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel may have been stopped too: the run is made again, and what that says counts."""
    asked: list[str] = []
    real = HardenedClient.ask

    async def stopped_first(self: HardenedClient, expression: str) -> tuple[dict[str, Any], bool]:
        if not asked:
            asyncio.get_running_loop().call_later(0.1, stop)
        asked.append(expression)
        return await real(self, expression)

    monkeypatch.setattr(HardenedClient, "ask", stopped_first)
    call = CallFunction(name="f", arguments=((Array.from_values(np.float32(1)),),))

    kernels("def f(x):\n    while True: pass", asks={"f": call}, limits=Limits(cell_s=1))

    assert len(asked) == 2


@pytest.mark.kernel
def test_a_child_that_does_not_begin_is_our_fault_and_takes_nobodys_time(
    loop: asyncio.Runner, zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its start has seconds of its own."""
    monkeypatch.setattr(zygote, "ready_s", 0)
    body = SelfCheckRequest(task="self_check", limits=jail_limits(Limits()), listed=[], tried=[])
    shared = Countdown(60)

    with pytest.raises(KernelFault, match="did not respond within 0 s"):
        loop.run(ask(zygote, body, max_bytes=2**20, time_left=shared))

    assert shared.used_s == 0


@pytest.mark.kernel
def test_a_kernel_that_nobody_waits_for_any_more_is_ended(loop: asyncio.Runner, zygote: Zygote) -> None:
    """Whoever asked for it was cancelled before it started: the news of it disturbs nobody."""
    surprises: list[object] = []

    async def forsaken() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: surprises.append(context))
        body = SelfCheckRequest(task="self_check", limits=jail_limits(Limits()), listed=[], tried=[])
        asking = asyncio.ensure_future(ask(zygote, body, max_bytes=2**20, time_left=Countdown(60)))
        await asyncio.sleep(0)
        (kernel,) = zygote.kernels.values()
        asking.cancel()
        await asyncio.wait({asking})
        await asyncio.wait({kernel.exited})
        asyncio.get_running_loop().set_exception_handler(None)

    loop.run(forsaken())

    assert (surprises, zygote.kernels) == ([], {})
