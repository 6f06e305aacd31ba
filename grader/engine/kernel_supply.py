"""The process that makes an engine's kernels: it is started when first needed, and replaced when it can't make any
more.

`WarmSupply` is for a process that keeps running, such as a warm checker or a worker: even without a sandbox, a kernel
is warm before it is needed.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from grader.course import Course
from grader.course.datasets import datasets
from grader.probe.outside.kernel_sandbox import KernelSandbox
from grader.sandbox.outside.doctor import open_kernels
from grader.sandbox.outside.kernel_factory import Kernels, Mode
from grader.sandbox.outside.unsandboxed import SpareKernels, UnsandboxedKernels

AHEAD = 2
"""How many more runs than kernels may be in flight: one whose kernel is starting, and one that is being ended or
judged.
"""

Notice = Callable[[str], None]
"""What is called with a sentence for the user."""
Start = tuple[Kernels, list[str]]
"""The object that makes kernels, and the sentences to notice about it."""


class KernelSupply:
    """Supplies one engine with kernels. Use it inside one event loop, and close it."""

    def __init__(self, sandbox: KernelSandbox, *, slots: int, mode: Mode | None, notice: Notice) -> None:
        """`slots` kernels may run at once, in the best way that the machine allows unless `mode` names one.

        `notice` is called with a sentence if something will be slow.
        """
        self.mode = mode
        self.notice = notice
        self._sandbox = sandbox
        self._slots = slots
        self._runs = asyncio.Semaphore(slots + AHEAD)
        self._current: Kernels | None = None
        self._users: Counter[Kernels] = Counter()
        self._starting = asyncio.Lock()
        self._begun: asyncio.Task[Start] | None = None
        """The start that no caller has waited for yet."""

    @classmethod
    def for_course(
        cls, course: Course, *, slots: int, masked: tuple[Path, ...] = (), mode: Mode | None, notice: Notice
    ) -> Self:
        """The supply of a course's kernels, which see its data but neither its files nor `masked` folders.

        Raises `StorageError` if the data is not there.
        """
        cache = datasets.cache_home()
        jail = KernelSandbox(
            data=datasets.folder(course.root, course.data),
            fetched=datasets.visible_folder(cache),
            masked=(course.root, cache, *masked),
            preload=course.preload,
        )
        return cls(jail, slots=slots, mode=mode, notice=notice)

    async def begin(self) -> None:
        """Begin to start the process that makes kernels, and return at once, so that other work can be done until
        `get`.

        If the start fails, or if there is something to notice, `get` reports it.
        """
        self._begun = asyncio.create_task(self._start())
        await asyncio.sleep(0)  # the task runs until it waits for its process

    async def get(self) -> Kernels:
        """The object that makes the kernels now, started at the first call. Raises `SandboxError` if the sandbox
        fails.
        """
        async with self._starting:
            if self._current is not None and (self._current.unavailable or self._current.exhausted):
                self._retire(self._current)
            if self._current is None:
                start, self._begun = self._begun or self._start(), None
                self._current, notices = await start
                for line in notices:
                    self.notice(line)
        return self._current

    @asynccontextmanager
    async def in_use(self) -> AsyncIterator[Kernels]:
        """The object that makes the kernels now; inside this context it stays alive even if it is replaced
        meanwhile.
        """
        kernels = await self.get()
        self._users[kernels] += 1
        try:
            yield kernels
        finally:
            self._users[kernels] -= 1
            if kernels is not self._current:
                self._retire(kernels)

    @asynccontextmanager
    async def for_run(self) -> AsyncIterator[Kernels]:
        """`in_use` for a whole run, entered when there are few enough others: each has a kernel before it gets a
        slot.
        """
        async with self._runs, self.in_use() as kernels:
            yield kernels

    async def restart(self) -> None:
        """Replace the process that makes kernels, at once. Raises `SandboxError`."""
        self.close()
        await self.get()

    def close(self) -> None:
        """End the process that makes kernels, if it was started."""
        begun, self._begun = self._begun, None
        if begun is not None:
            _abandon(begun)
        if self._current is not None:
            self._current.close()
            self._current = None

    def _retire(self, kernels: Kernels) -> None:
        """Don't use it for new kernels, and end it as soon as nobody uses it or nobody can."""
        if kernels is self._current:
            self._current = None
        if kernels.unavailable or not self._users[kernels]:
            kernels.close()

    async def _start(self) -> Start:
        notices: list[str] = []
        if self.mode == "none":
            return UnsandboxedKernels(self._sandbox), notices
        kernels = await open_kernels(self._sandbox, slots=self._slots, forced=self.mode, notice=notices.append)
        return kernels, notices


def _abandon(begun: asyncio.Task[Start]) -> None:
    """End everything that a start has made, or is still making, if no caller waits for it."""
    if begun.done():
        _end_unused(begun)
    else:
        begun.cancel()
        begun.add_done_callback(_end_unused)


def _end_unused(begun: asyncio.Task[Start]) -> None:
    if not begun.cancelled() and begun.exception() is None:
        begun.result()[0].close()


class WarmSupply(KernelSupply):
    """A supply that, without a sandbox, keeps a process waiting for the next run."""

    async def _start(self) -> Start:
        return (SpareKernels(self._sandbox), []) if self.mode == "none" else await super()._start()
