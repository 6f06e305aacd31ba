"""Zygotes that outlive the engines they were started for: the next engine with the same sandbox gets one that waits.

A zygote takes three CPU seconds to import TensorFlow, and most tests need nothing of its start.
"""

import asyncio
import contextlib
from collections.abc import Callable

import pytest

from grader.run.sandbox import Sandbox
from grader.run.sandbox_faults import require_tools
from grader.run.zygote import Zygote


class ZygotePool:
    """Stands in for how zygotes are started and closed."""

    def __init__(self) -> None:
        self._start = Zygote.start
        self._close: Callable[[Zygote], None] = Zygote.close
        self._given: dict[Zygote, Sandbox] = {}
        self._waiting: dict[Sandbox, list[Zygote]] = {}

    def put_in_place(self, patch: pytest.MonkeyPatch) -> None:
        """From now on zygotes come from here."""

        def close(zygote: Zygote) -> None:
            self.close(zygote)

        patch.setattr(Zygote, "start", self.start)
        patch.setattr(Zygote, "close", close)

    async def start(self, given: Sandbox, *, slots: int = 1) -> Zygote:
        """A zygote of this event loop, for `slots` kernels at once: one that waits, or else a new one."""
        require_tools()
        waiting = self._waiting.get(given)
        zygote = _taken_on(waiting.pop(), slots) if waiting else await self._start(given, slots=slots)
        self._given[zygote] = given
        return zygote

    def close(self, zygote: Zygote) -> None:
        """Let a zygote wait that has no kernels left; end any other."""
        given = self._given.pop(zygote, None)
        if given is None or zygote.unavailable or zygote.kernels or zygote.exhausted:
            self._close(zygote)
            return
        with contextlib.suppress(RuntimeError):  # no loop any more
            asyncio.get_running_loop().remove_reader(zygote.control)
        zygote.unavailable = True
        self._waiting.setdefault(given, []).append(zygote)

    def end(self) -> None:
        """End all that wait."""
        for zygotes in self._waiting.values():
            for zygote in zygotes:
                self._close(zygote)


def _taken_on(waited: Zygote, slots: int) -> Zygote:
    """The same process, by a handle of this event loop."""
    zygote = Zygote(waited.process, waited.control, waited.stderr, slots=slots)
    zygote._count = waited._count
    zygote.ready.set_result(None)
    asyncio.get_running_loop().add_reader(zygote.control, zygote._read)
    return zygote
