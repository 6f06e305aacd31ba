"""The process that makes an engine's kernels: started when it is first needed, replaced when it can make no more."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from grader.run.doctor import open_kernels
from grader.run.kernel_factory import Kernels, Mode
from grader.run.sandbox import Sandbox
from grader.run.unsandboxed import UnsandboxedKernels


class KernelSupply:
    """Supplies one engine with kernels. Use it inside one event loop, and close it."""

    def __init__(self, sandbox: Sandbox, *, slots: int, mode: Mode | None, notice: Callable[[str], None]) -> None:
        """`slots` kernels may run at once, in the best way that the machine allows unless `mode` names one.

        `notice` is called with a sentence where something will be slow.
        """
        self.mode = mode
        self.notice = notice
        self._sandbox = sandbox
        self._slots = slots
        self._current: Kernels | None = None
        self._users: Counter[Kernels] = Counter()
        self._starting = asyncio.Lock()

    async def get(self) -> Kernels:
        """What makes the kernels now, started at the first call. Raises `SandboxError` where the sandbox fails."""
        async with self._starting:
            if self._current is not None and (self._current.unavailable or self._current.exhausted):
                self._retire(self._current)
            if self._current is None:
                self._current = await self._start()
        return self._current

    @asynccontextmanager
    async def in_use(self) -> AsyncIterator[Kernels]:
        """What makes the kernels now; it stays alive inside this context even when it is replaced meanwhile."""
        kernels = await self.get()
        self._users[kernels] += 1
        try:
            yield kernels
        finally:
            self._users[kernels] -= 1
            if kernels is not self._current:
                self._retire(kernels)

    async def restart(self) -> None:
        """Replace what makes kernels, at once. Raises `SandboxError`."""
        self.close()
        await self.get()

    def close(self) -> None:
        """End what makes kernels, if it was started."""
        if self._current is not None:
            self._current.close()
            self._current = None

    def _retire(self, kernels: Kernels) -> None:
        """Use it for no new kernel, and end it once nobody uses it or nobody can."""
        if kernels is self._current:
            self._current = None
        if kernels.unavailable or not self._users[kernels]:
            kernels.close()

    async def _start(self) -> Kernels:
        if self.mode == "none":
            return UnsandboxedKernels(self._sandbox)
        return await open_kernels(self._sandbox, slots=self._slots, forced=self.mode, notice=self.notice)
