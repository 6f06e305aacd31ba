"""Does not count time in which this process did not run: because of Ctrl-Z, a debugger, or a machine that slept.

Kernels continue while their grader is stopped, and so does every clock. When the grader continues, all of its timeouts
are due at once, before it reads anything that kernels sent meanwhile. Nobody is charged for this time.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Collection
from contextlib import asynccontextmanager
from typing import Any, Self, TypeVar

T = TypeVar("T")

STEP_S = 1.0
"""Seconds of one step of waiting; a stop of any length counts as one step at most."""
LATE_S = 1.0
"""A timer that is this many seconds late shows that this process was stopped, or nearly stopped."""


class Countdown:
    """Seconds that several works use up, one after the other. They pass only while this process runs."""

    def __init__(self, seconds: float) -> None:
        self.total_s = seconds
        self.left_s = seconds

    @property
    def used_s(self) -> float:
        """Seconds waited so far."""
        return self.total_s - self.left_s

    async def wait(self, works: Collection[asyncio.Future[Any]], *, keep_s: float = 0.0) -> bool:
        """Wait until one of the works is done or only `keep_s` seconds are left; return whether one is done."""
        while not any(work.done() for work in works) and self.left_s > keep_s:
            step, started = min(STEP_S, self.left_s - keep_s), time.monotonic()
            await asyncio.wait(works, timeout=step, return_when=asyncio.FIRST_COMPLETED)
            self.left_s -= min(step, time.monotonic() - started)
        return any(work.done() for work in works)


async def with_timeout(seconds: float, work: Awaitable[T]) -> T:
    """Return the result of the work. Raises `TimeoutError` after this many seconds in which this process ran."""
    return await with_countdown(Countdown(seconds), work)


async def with_countdown(time_left: Countdown, work: Awaitable[T], *, keep_s: float = 0.0) -> T:
    """Return the result of the work. Cancels it and raises `TimeoutError` once only `keep_s` seconds are left."""
    async with at_work(work) as task:
        if not await time_left.wait({task}, keep_s=keep_s):
            raise TimeoutError
        return task.result()


@asynccontextmanager
async def at_work(work: Awaitable[T]) -> AsyncIterator[asyncio.Future[T]]:
    """The work as a task that ends with the context: if it isn't done by then, it is cancelled."""
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class SuspendDetector:
    """Notices the times in which this process was stopped, by beating regularly while its context lasts."""

    def __init__(self) -> None:
        self.missed = False

    async def __aenter__(self) -> Self:
        self._due = time.monotonic() + STEP_S
        self._beating = asyncio.ensure_future(self._beat())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._look()
        self._beating.cancel()
        await asyncio.gather(self._beating, return_exceptions=True)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(STEP_S)
            self._look()
            self._due = time.monotonic() + STEP_S

    def _look(self) -> None:
        self.missed |= time.monotonic() > self._due + LATE_S
