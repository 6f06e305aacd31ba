"""Kernels with a bubblewrap each: contained like forked ones, and 3 to 4 CPU seconds slower. Other end: `kernel.cold`.

For machines that let bubblewrap make a user namespace, and refuse one more inside of it.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
import tempfile
from pathlib import Path

import msgspec
import zmq.asyncio

from grader.run import sandbox
from grader.run.body import Body
from grader.run.kernels import Exit, Mode
from grader.run.sandbox import Sandbox
from grader.run.zygote import START_S


class ColdKernel:
    """One bubblewrap with one child in it."""

    def __init__(self, process: subprocess.Popen[bytes], stage: tempfile.TemporaryDirectory[str]) -> None:
        self.process = process
        self.pidfd = os.pidfd_open(process.pid)
        self.exited: asyncio.Future[Exit] = asyncio.get_running_loop().run_in_executor(None, self._wait)
        self._stage = stage

    def _wait(self) -> Exit:
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return Exit(self.process.returncode, usage.ru_utime + usage.ru_stime)

    def signal(self, number: int) -> None:
        """Send a signal to what bubblewrap runs; nothing happens where it has ended."""
        with contextlib.suppress(OSError, IndexError):
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            os.kill(int(children[0]), number)

    async def kill(self) -> Exit:
        """End it: bubblewrap, which then counts its CPU time, ends with its child; SIGKILL to both is the fallback."""
        if not self.exited.done():
            self.signal(signal.SIGKILL)
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(asyncio.shield(self.exited), 2)
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
        return await self.exited

    def close(self) -> None:
        """Let go of it, once it has ended."""
        os.close(self.pidfd)
        self._stage.cleanup()


class Cold:
    """Starts such kernels, in a zygote's place. Use it inside one event loop."""

    mode: Mode = "cold"
    ready_s = START_S

    def __init__(self, given: Sandbox, *, slots: int = 1) -> None:
        """For `slots` kernels at once. Raises `SandboxError` where a program is missing."""
        sandbox.require_tools()
        self.lost = False
        self.slots = asyncio.Semaphore(slots)
        self.context = zmq.asyncio.Context()
        self._given = given

    async def fork(self, body: bytes, sockets: list[int], status: int) -> ColdKernel:
        """A new child, started."""
        limits = msgspec.json.decode(body, type=Body).limits
        stage = tempfile.TemporaryDirectory(prefix="grader-", dir="/tmp")
        os.chmod(stage.name, 0o711)  # noqa: PTH101, S103 - a path's would count as blocking; any id must reach it
        memory = os.memfd_create("request")
        try:
            os.write(memory, body)
            descriptors = [*sockets, memory, status]
            arguments = map(str, [len(sockets), *descriptors])
            process = subprocess.Popen(  # noqa: ASYNC220 - returns at once
                self._given.command("cold", arguments, Path(stage.name), folder_mib=limits["folder_mib"]),
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
            )
        finally:
            os.close(memory)
        return ColdKernel(process, stage)

    def close(self) -> None:
        """Take no more."""
        self.lost = True
        self.context.destroy(linger=0)
