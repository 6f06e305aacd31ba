"""Kernels that each have their own bubblewrap: contained like forked ones, 2.3 CPU seconds slower.

They are for machines that let bubblewrap make a user namespace, but not another one inside it. The other side is
`grader.sandbox.inside.bubblewrap`.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import tempfile
from pathlib import Path

from grader.sandbox.outside.kernel_factory import ChildRequest, Exit, Mode
from grader.sandbox.outside.sandbox import Sandbox
from grader.sandbox.outside.sandbox_faults import require_tools
from grader.sandbox.outside.zygote import START_S
from grader.util.decoders import json_decoder

BY_SIGNAL = 128
"""The exit codes of bubblewrap above this are this number plus the number of a signal."""
START_CPU_S = 15
"""CPU seconds for imports. They take 3 to 8, and they count: no limit can be set once a child is locked in."""


class BubblewrapKernel:
    """One bubblewrap with one child in it."""

    def __init__(self, process: subprocess.Popen[bytes], stage: tempfile.TemporaryDirectory[str]) -> None:
        self.process = process
        self.pidfd = os.pidfd_open(process.pid)
        self.exited: asyncio.Future[Exit] = asyncio.get_running_loop().run_in_executor(None, self._wait)
        self._stage = stage
        self._before = _kills_for_memory()
        self._killed = False

    def _wait(self) -> Exit:
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = code = os.waitstatus_to_exitcode(status)
        return Exit(self._as_signal(code), usage.ru_utime + usage.ru_stime)

    def _as_signal(self, code: int) -> int:
        """Bubblewrap's exit code as -n if it says that signal n ended its child; a learner's code can return that code
        too.

        If the machine killed the child, nobody loses points; so that must have been observed.
        """
        if code == BY_SIGNAL + signal.SIGKILL and not self._killed and _kills_for_memory() == self._before:
            return code
        return BY_SIGNAL - code if code > BY_SIGNAL else code

    def signal(self, number: int) -> None:
        """Send a signal to what bubblewrap runs; nothing happens if it has ended."""
        with contextlib.suppress(OSError, IndexError):
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            os.kill(int(children[0]), number)

    async def kill(self) -> Exit:
        """End bubblewrap, which then counts its CPU time and ends with its child; SIGKILL to both is the fallback."""
        if not self.exited.done():
            self._killed = True
            self.signal(signal.SIGKILL)
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(asyncio.shield(self.exited), 2)
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
        return await asyncio.shield(self.exited)

    def close(self) -> None:
        """Release its descriptors after it has ended."""
        os.close(self.pidfd)
        self._stage.cleanup()


def _kills_for_memory() -> int:
    """How often this machine has killed a process because it ran out of memory."""
    lines = Path("/proc/vmstat").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)


class BubblewrapKernels:
    """Starts each kernel in its own bubblewrap, without a zygote. Use it inside one event loop."""

    mode: Mode = "cold"
    exhausted = False
    ready_s = START_S
    start_cpu_s = START_CPU_S
    fresh_mib: float | None = None

    def __init__(self, given: Sandbox, *, slots: int = 1, capable: bool = True) -> None:
        """Make kernels, `slots` at the same time; if `capable`, they limit the number of their files.

        Raises `SandboxError` if a program is missing.
        """
        require_tools()
        self.unavailable = False
        self.slots = asyncio.Semaphore(slots)
        self._given = given
        self._capable = capable

    async def fork(self, body: bytes, sockets: list[int], status: int, *, prepared: bool = False) -> BubblewrapKernel:  # noqa: ARG002 - each child prepares itself
        """Start a new child."""
        limits = json_decoder(ChildRequest).decode(body).limits
        stage = tempfile.TemporaryDirectory(prefix="grader-", dir="/tmp")
        os.chmod(stage.name, 0o711)  # noqa: PTH101, S103 - a path's method would count as blocking; every id must reach it
        memory = os.memfd_create("request")
        try:
            os.write(memory, body)
            descriptors = [*sockets, memory, status]
            arguments = map(str, [len(sockets), *descriptors])
            process = subprocess.Popen(  # noqa: ASYNC220 - returns at once
                self._given.command(
                    "grader.sandbox.inside.bubblewrap",
                    arguments,
                    Path(stage.name),
                    folder_mib=limits["folder_mib"],
                    capable=self._capable,
                ),
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=status,  # if no child could be made, bubblewrap's error message is the answer
                cwd="/",
                start_new_session=True,
            )
        finally:
            os.close(memory)
        return BubblewrapKernel(process, stage)

    def close(self) -> None:
        """Do nothing: each kernel is closed separately."""
        self.unavailable = True
