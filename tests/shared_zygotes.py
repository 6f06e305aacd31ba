"""Zygotes that outlive the engines they were started for: the next engine whose kernels see the same gets the old one.

A zygote takes three CPU seconds to import TensorFlow, and most tests need nothing of its start.
"""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.sandbox.outside.sandbox import Sandbox
from grader.sandbox.outside.sandbox_faults import require_tools
from grader.sandbox.outside.zygote import Zygote

Seen = tuple[tuple[str, ...], tuple[tuple[Path, Path], ...], tuple[Path, ...]]
"""What a sandbox preloads, what it shows beyond the system, and what it masks in that."""

MOST = 2
"""Zygotes that wait at once: each holds some hundred MiB."""


class ZygotePool:
    """Stands in for how zygotes are started and closed."""

    def __init__(self) -> None:
        self._start = Zygote.start
        self._close: Callable[[Zygote], None] = Zygote.close
        self._given: dict[Zygote, Sandbox] = {}
        self._waiting: list[tuple[Seen, Zygote]] = []

    def put_in_place(self, patch: pytest.MonkeyPatch) -> None:
        """From now on zygotes come from here."""

        def close(zygote: Zygote) -> None:
            self.close(zygote)

        patch.setattr(Zygote, "start", self.start)
        patch.setattr(Zygote, "close", close)

    async def start(self, given: Sandbox, *, slots: int = 1) -> Zygote:
        """A zygote of this event loop, for `slots` kernels at once: one that waits, or else a new one."""
        require_tools()
        waiting = next((one for one in self._waiting if one[0] == _seen(given)), None)
        if waiting:
            self._waiting.remove(waiting)
        zygote = _taken_on(waiting[1], slots) if waiting else await self._start(given, slots=slots)
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
        self._waiting.append((_seen(given), zygote))
        for _, oldest in self._waiting[:-MOST]:
            self._close(oldest)
        del self._waiting[:-MOST]

    def end(self) -> None:
        """End all that wait."""
        for _, zygote in self._waiting:
            self._close(zygote)


def _seen(given: Sandbox) -> Seen:
    """All that a zygote follows from: a folder that must not be seen makes no difference where nothing shows it."""
    return given.preload, tuple(given.binds()), tuple(given._masks())


def _taken_on(waited: Zygote, slots: int) -> Zygote:
    """The same process, by a handle of this event loop."""
    zygote = Zygote(waited.process, waited.control, waited.stderr, slots=slots)
    zygote._count = waited._count
    zygote.ready.set_result(None)
    asyncio.get_running_loop().add_reader(zygote.control, zygote._read)
    return zygote
