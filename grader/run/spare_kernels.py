"""Kernels without a sandbox that answer at once: one process with TensorFlow imported waits, and serves one kernel.

The next one is started when that kernel has ended, so that it takes nothing of the run's time. Nothing of one run is
left for the next.
"""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from grader.run.kernel_factory import Exit
from grader.run.sandbox import Sandbox
from grader.run.unsandboxed import UnsandboxedKernel, UnsandboxedKernels


@dataclass(frozen=True, slots=True)
class _Spare:
    """A process that waits for a request, or will once it has imported what kernels need."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    def end(self) -> None:
        """End it without a request."""
        self.control.close()
        self.process.kill()
        self.process.wait()


class SpareKernels(UnsandboxedKernels):
    """Starts each kernel before it is asked for. Use it inside one event loop, and close it."""

    def __init__(self, given: Sandbox) -> None:
        super().__init__(given)
        self._closed = False
        self._spare: _Spare | None = self._start()

    async def fork(self, body: bytes, sockets: list[int], status: int) -> UnsandboxedKernel:
        """The kernel that was started last, or a new one where it is at work already or has been killed."""
        spare, self._spare = self._spare, None
        if spare is None or not _is_alive(spare):
            spare = self._start()
        with tempfile.TemporaryFile() as request, spare.control as control:
            request.write(body)
            request.flush()
            socket.send_fds(control, [b"+"], [*sockets, request.fileno(), status])
        kernel = UnsandboxedKernel(spare.process)
        kernel.exited.add_done_callback(self._replace)
        return kernel

    def close(self) -> None:
        """End the process that waits, and remove the kernels' folders."""
        self._closed = True
        if self._spare is not None:
            self._spare.end()
            self._spare = None
        super().close()

    def _replace(self, _: asyncio.Future[Exit]) -> None:
        """Start the next one, unless it is there already."""
        if self._spare is None and not self._closed:
            self._spare = self._start()

    def _start(self) -> _Spare:
        ours, theirs = socket.socketpair()
        home = tempfile.mkdtemp(dir=self._homes.name)
        if self._uid:
            os.chown(home, self._uid, self._uid)
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "grader.kernel.spare", str(theirs.fileno()), *self._given.preload],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=home,
                env=self._environment() | ({"HOME": home, "USER": "learner"} if self._uid else {}),
                start_new_session=True,
                **self._account(),
            )
        return _Spare(process, ours)


def _is_alive(spare: _Spare) -> bool:
    if spare.process.poll() is None:
        return True
    spare.control.close()
    return False
