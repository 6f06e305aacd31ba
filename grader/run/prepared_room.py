"""A run's clean room, which is started while the learner's cells run, so that it is ready once they have ended.

It takes no slot before it is asked: it starts beside the kernel that its run waits for, in namespaces of its own. No
learner's code reaches it. It answers one question after the other; one that has failed is replaced.

Where children are forked, it comes from a process that has put a model together, and lacks TensorFlow's threads. Where
it needs them, which it says, a room is started that prepares itself.
"""

import asyncio
from typing import Protocol, Self

from grader.errors import KernelFault
from grader.evidence import NEEDS_THREADS
from grader.limits import Limits
from grader.run.answering import Child, ResponseTimeout
from grader.run.kernel_factory import ChildRequest, Kernels, jail_limits
from grader.run.suspend_clock import Countdown

AT_WORK = 0.25
"""The share of its time in which a clean room computes at least, where the model is slow and not the machine."""


class CpuUsage(Protocol):
    """The CPU seconds that a run has used so far."""

    cpu_s: float


class PreparedRoom:
    """The clean room of one run, as an async context. It is dead when the context ends, whatever happened."""

    def __init__(self, kernels: Kernels, limits: Limits, usage: CpuUsage) -> None:
        self.kernels = kernels
        self.limits = limits
        self.usage = usage
        self._child: asyncio.Task[Child] | None = None
        self._threads = kernels.mode != "fork"
        """Whether its rooms have TensorFlow's threads."""

    def begin(self) -> None:
        """Begin to start it, where there is a sandbox. Where that fails, `ask` says so, and nobody does without it."""
        if self._child is None and self.kernels.mode != "none":
            limits = jail_limits(self.limits, start_cpu_s=self.kernels.start_cpu_s)
            body = ChildRequest(task="clean_room", limits=limits)
            self._child = asyncio.create_task(Child.start(self.kernels, body, prepared=not self._threads))

    async def ask(self, question: bytes, *, max_bytes: int, time_left: Countdown, keep_s: float) -> bytes:
        """The whole answer. A room that needs threads, or waits for one in vain, takes no time left.

        Raises what `Child.ask` does, after which the next question goes to another child, and `KernelFault` where it
        was given too little of the processor.
        """
        left_s = time_left.left_s
        try:
            answer = await self._answer(question, max_bytes, time_left, keep_s)
        except ResponseTimeout as why:
            if why.cpu_s >= AT_WORK * (left_s - keep_s):
                raise
            if self._threads:
                raise KernelFault("a clean room got too little of the processor: is the machine too busy?") from None
            answer = NEEDS_THREADS
        if self._threads or answer != NEEDS_THREADS:
            return answer
        time_left.left_s = left_s
        await self.end()
        self._threads = True
        return await self.ask(question, max_bytes=max_bytes, time_left=time_left, keep_s=keep_s)

    async def _answer(self, question: bytes, max_bytes: int, time_left: Countdown, keep_s: float) -> bytes:
        self.begin()
        assert self._child is not None
        try:
            child = await self._child
            return await child.ask(question, max_bytes=max_bytes, time_left=time_left, keep_s=keep_s)
        except BaseException:
            await self.end()
            raise

    async def end(self) -> None:
        """End it, if it was started; its processor time is the run's."""
        begun, self._child = self._child, None
        if begun is None:
            return
        await asyncio.wait({begun})
        if not begun.cancelled() and begun.exception() is None:
            self.usage.cpu_s += (await begun.result().end()).cpu_s

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()
