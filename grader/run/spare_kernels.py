"""Kernels without a sandbox that answer at once: one process that has imported TensorFlow waits for the next run.

A process that was given its run is used for no other one, and the next is started at once. Each ends with the grader,
which holds the other end of its socket. Other end: `grader.kernel.spare`.
"""

import asyncio
import contextlib
import socket
import subprocess
import tempfile
from dataclasses import dataclass

from grader.errors import KernelFault
from grader.run.sandbox import Sandbox
from grader.run.unsandboxed import UnsandboxedKernel, UnsandboxedKernels


@dataclass(frozen=True, slots=True)
class _Spare:
    """A process that waits for a run, or will once it has imported what kernels need."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    async def give(self, descriptors: list[int]) -> bool:
        """Whether it has got the descriptors of its run. Where it has not, it has ended."""
        try:
            socket.send_fds(self.control, [b"+"], descriptors)
            taken = await asyncio.get_running_loop().sock_recv(self.control, 1)
        except OSError:
            taken = b""
        except BaseException:  # nobody waits for it any more
            self.end()
            raise
        if not taken:
            self.end()
        return bool(taken)

    def end(self) -> None:
        """End it without a run."""
        self.control.close()
        self.process.kill()
        self.process.wait()


class SpareKernel(UnsandboxedKernel):
    """A process that was given its run."""

    def __init__(self, spare: _Spare) -> None:
        super().__init__(spare.process)
        self._control = spare.control

    def close(self) -> None:
        """Close its socket: at an earlier moment that would end it."""
        self._control.close()


class SpareKernels(UnsandboxedKernels):
    """Starts each kernel before it is asked for. Make it inside the event loop that uses it, and close it."""

    def __init__(self, given: Sandbox) -> None:
        super().__init__(given)
        self._spare: _Spare | None = self._start()

    async def fork(self, body: bytes, sockets: list[int], status: int, *, prepared: bool = False) -> SpareKernel:  # noqa: ARG002 - it prepares itself
        """The kernel that waits, and a new one in its place. Raises `KernelFault` where none can be started."""
        with tempfile.TemporaryFile() as request:
            request.write(body)
            request.flush()
            kernel = SpareKernel(await self._given_to([*sockets, request.fileno(), status]))
        with contextlib.suppress(OSError):  # this run has its process; the next one will start its own, or say why not
            self._spare = self._start()
        return kernel

    async def _given_to(self, descriptors: list[int]) -> _Spare:
        """The process that has got these descriptors: the one that waited, or a new one where that was killed."""
        waiting, self._spare = self._spare, None
        if waiting is not None and await waiting.give(descriptors):
            return waiting
        new = self._start()
        if not await new.give(descriptors):
            raise KernelFault("a kernel ended before it was given its run")
        return new

    def close(self) -> None:
        """End the process that waits, and remove the kernels' folders."""
        waiting, self._spare = self._spare, None
        if waiting is not None:
            waiting.end()
        super().close()

    def _start(self) -> _Spare:
        """A new process. Nothing that it is given comes from an exercise."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003 - the socket's own signature
        with theirs, contextlib.ExitStack() as failing:
            failing.callback(ours.close)
            process = self.opened("grader.kernel.spare", [theirs.fileno()])
            failing.pop_all()
        return _Spare(process, ours)
