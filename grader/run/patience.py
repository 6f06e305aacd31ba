"""Time in which this very process did not run: by Ctrl-Z, a debugger, or a machine that was put to sleep.

Kernels live on while their grader is stopped, and every clock goes on too. When it continues, all of its timeouts are
due at once, before anything that kernels said meanwhile is heard. Such time is held against nobody.
"""

import asyncio
import time
from collections.abc import Awaitable
from typing import Self, TypeVar

T = TypeVar("T")

STEP_S = 1.0
"""Seconds at a time that are waited for; a stop of any length counts as one of these at most."""
LATE_S = 1.0
"""Seconds by which a timer is late where this process was stopped, or as good as stopped."""


async def within(seconds: float, work: Awaitable[T]) -> T:
    """What the work comes to. Raises `TimeoutError` after so many seconds in which this process ran."""
    task = asyncio.ensure_future(work)
    try:
        while not task.done() and seconds > 0:
            await asyncio.wait({task}, timeout=min(STEP_S, seconds))
            seconds -= STEP_S
        if not task.done():
            raise TimeoutError
        return task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Pulse:
    """Beats as long as its context lasts, and notices where it missed a beat."""

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
