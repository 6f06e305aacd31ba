"""Kernels without a sandbox: `check --no-sandbox` uses them, only for your own file.

Each kernel is a process with the grader's own rights. This works on systems other than Linux, and the result states
that it was made without a sandbox. If the variable `GRADER_KERNEL_UID` names a different account and the grader runs as
root, kernels run as that account, and can't read or write the grader's private files.

A kernel of `UnsandboxedKernels` imports TensorFlow first. A kernel of `SpareKernels` answers at once: a process that
has imported TensorFlow waits for the next run. It is used for one run, and the next process is started at once. Each
ends with the grader, which holds the other end of its socket. The other side is `grader.sandbox.inside.unsandboxed`.
"""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grader
from grader.errors import KernelFault
from grader.sandbox.outside.kernel_factory import Exit, Mode
from grader.sandbox.outside.sandbox import Sandbox
from grader.sandbox.outside.zygote import START_S

KERNEL_UID = "GRADER_KERNEL_UID"
MODULE = "grader.sandbox.inside.unsandboxed"
"""The module that a child runs."""
SANDBOX_ONLY = ("PATH", "HOME", "USER", "PYTHONPATH", "TFDS_DATA_DIR", "COURSE_DATA")
"""Variables of the sandbox that have a different meaning outside it."""


class UnsandboxedKernel:
    """One process and how it ends."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.pidfd = -1
        self.exited: asyncio.Future[Exit] = asyncio.get_running_loop().run_in_executor(None, self._wait)

    def _wait(self) -> Exit:
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return Exit(self.process.returncode, usage.ru_utime + usage.ru_stime)

    def signal(self, number: int) -> None:
        """Send a signal; nothing happens if the process has ended."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)

    async def kill(self) -> Exit:
        """End the process and everything it started in its session."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        return await asyncio.shield(self.exited)

    def close(self) -> None:
        """Do nothing: it holds no descriptor."""


class UnsandboxedKernels:
    """Starts kernels without a sandbox and without a zygote."""

    mode: Mode = "none"
    exhausted = False
    ready_s = START_S
    start_cpu_s = 0
    fresh_mib: float | None = None

    def __init__(self, given: Sandbox) -> None:
        self.unavailable = False
        self.slots = asyncio.Semaphore(1)
        self._given = given
        self._homes = tempfile.TemporaryDirectory(prefix="grader-home-")
        self._uid = int(os.environ.get(KERNEL_UID) or 0)
        if self._uid:
            Path(self._homes.name).chmod(0o711)

    async def fork(self, body: bytes, sockets: list[int], status: int, *, prepared: bool = False) -> UnsandboxedKernel:  # noqa: ARG002 - each child prepares itself
        """Start a new kernel in its own empty folder."""
        with tempfile.TemporaryFile() as request:
            request.write(body)
            request.seek(0)
            descriptors = [*sockets, request.fileno(), status]
            return UnsandboxedKernel(self.opened(map(str, descriptors), descriptors))

    def opened(self, words: Iterable[str], descriptors: list[int]) -> subprocess.Popen[bytes]:
        """Start a process in its own folder, with these arguments, the modules to import, and these descriptors."""
        home = tempfile.mkdtemp(dir=self._homes.name)
        if self._uid:
            os.chown(home, self._uid, self._uid)
        return subprocess.Popen(
            [sys.executable, "-m", MODULE, *words, *self._given.imported],
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=home,
            env=self._environment() | ({"HOME": home, "USER": "learner"} if self._uid else {}),
            start_new_session=True,
            **self._account(),
        )

    def _account(self) -> dict[str, Any]:
        """The arguments of `subprocess` that run a process as a different account; empty if it runs as ours."""
        return {"user": self._uid, "group": self._uid, "extra_groups": ()} if self._uid else {}

    def _environment(self) -> dict[str, str]:
        ours = {name: value for name, value in self._given.environment.items() if name not in SANDBOX_ONLY}
        package = str(Path(grader.__file__).parents[1])
        places = {"TFDS_DATA_DIR": str(self._given.data), "COURSE_DATA": str(self._given.fetched or self._given.data)}
        return os.environ | ours | places | {"PYTHONPATH": package}

    def close(self) -> None:
        """Remove the kernels' folders."""
        self._homes.cleanup()


@dataclass(frozen=True, slots=True)
class _Spare:
    """A process that waits for a run, as soon as it has imported what kernels need."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    async def give(self, descriptors: list[int]) -> bool:
        """Give it the descriptors of its run; return whether it has received them. If not, it has ended."""
        try:
            socket.send_fds(self.control, [b"+"], descriptors)
            taken = await asyncio.get_running_loop().sock_recv(self.control, 1)
        except OSError:
            taken = b""
        except BaseException:  # nobody waits for it any longer
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
        """Close its socket; doing so earlier would end the process."""
        self._control.close()


class SpareKernels(UnsandboxedKernels):
    """Starts each kernel before it is needed. Make it inside the event loop that uses it, and close it."""

    def __init__(self, given: Sandbox) -> None:
        super().__init__(given)
        self._spare: _Spare | None = self._start()

    async def fork(self, body: bytes, sockets: list[int], status: int, *, prepared: bool = False) -> SpareKernel:  # noqa: ARG002 - each child prepares itself
        """Return the waiting kernel, and start the next one. Raises `KernelFault` if none can be started."""
        with tempfile.TemporaryFile() as request:
            request.write(body)
            request.flush()
            kernel = SpareKernel(await self._given_to([*sockets, request.fileno(), status]))
        with contextlib.suppress(OSError):  # this run has its process; the next one starts its own, or reports why not
            self._spare = self._start()
        return kernel

    async def _given_to(self, descriptors: list[int]) -> _Spare:
        """The process that has received these descriptors: the waiting one, or a new one if that was killed."""
        waiting, self._spare = self._spare, None
        if waiting is not None and await waiting.give(descriptors):
            return waiting
        new = self._start()
        if not await new.give(descriptors):
            raise KernelFault("a kernel ended before it was given its run")
        return new

    def close(self) -> None:
        """End the waiting process, and remove the kernels' folders."""
        waiting, self._spare = self._spare, None
        if waiting is not None:
            waiting.end()
        super().close()

    def _start(self) -> _Spare:
        """Start a new process. Nothing that it is given comes from an exercise."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003 - the signature of `setblocking`
        with theirs, contextlib.ExitStack() as failing:
            failing.callback(ours.close)
            process = self.opened(["waiting", str(theirs.fileno())], [theirs.fileno()])
            failing.pop_all()
        return _Spare(process, ours)
