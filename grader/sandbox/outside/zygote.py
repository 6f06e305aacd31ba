"""The grader's handle on a zygote: it starts the zygote, asks it for kernels, and learns how each kernel ended.

The other side is `grader.sandbox.inside.zygote`.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Any, Self

from grader.errors import ZygoteLost
from grader.sandbox.outside.kernel_factory import Exit, Mode
from grader.sandbox.outside.sandbox import Sandbox
from grader.sandbox.outside.sandbox_faults import explain, require_tools
from grader.sandbox.outside.suspend_clock import with_timeout

START_S = 180.0
"""Seconds that a zygote may take to import TensorFlow on a busy machine."""
FORKS = 500
"""Children after which a zygote is replaced, so that nothing accumulates over a whole cohort."""
READY_S = 30.0
"""Seconds that a forked kernel may take until it answers."""


class ForkedKernel:
    """One forked kernel: its pidfd and how it ends."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.started: asyncio.Future[int] = loop.create_future()
        self.exited: asyncio.Future[Exit] = loop.create_future()

    @property
    def pidfd(self) -> int:
        """The descriptor of stage 1; available only after `started`."""
        return self.started.result()

    def signal(self, number: int) -> None:
        """Send a signal; nothing happens if the kernel has ended."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, number)

    async def kill(self) -> Exit:
        """End it and everything it started. SIGTERM lets stage 1 count the CPU time; SIGKILL is the fallback."""
        if not self.exited.done():
            self.signal(signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(asyncio.shield(self.exited), 2)
            self.signal(signal.SIGKILL)
        return await asyncio.shield(self.exited)

    def abandon(self) -> None:
        """End it without waiting: nobody will ask for it. Call this only after `started`."""
        if self.started.exception() is None:
            self.signal(signal.SIGKILL)
            self.close()

    def close(self) -> None:
        """Release its descriptors after it has ended."""
        os.close(self.pidfd)


class Zygote:
    """A running zygote. Make one with `Zygote.start`, in the event loop that will use it."""

    mode: Mode = "fork"
    ready_s = READY_S
    start_cpu_s = 0
    fresh_mib: float | None = None

    def __init__(
        self, process: subprocess.Popen[bytes], control: socket.socket, stderr: IO[bytes], *, slots: int
    ) -> None:
        self.process = process
        self.control = control
        self.stderr = stderr
        self.kernels: dict[str, ForkedKernel] = {}
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.unavailable = False
        self.slots = asyncio.Semaphore(slots)
        self._count = 0

    @classmethod
    async def start(cls, given: Sandbox, *, slots: int = 1) -> Self:
        """Start a zygote that is ready to fork, for `slots` kernels at once. Raises `SandboxError` if it can't."""
        require_tools()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `close`
        with tempfile.TemporaryDirectory(prefix="grader-", dir="/tmp") as stage, theirs:
            os.chmod(stage, 0o711)  # noqa: PTH101, S103 - a path's method would count as blocking; every id must reach it
            process = subprocess.Popen(  # noqa: ASYNC220 - returns at once; the slow part is awaited below
                given.command("grader.sandbox.inside.zygote", [str(theirs.fileno())], Path(stage)),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                cwd="/",
                start_new_session=True,  # Ctrl-C is for the grader only: kernels in flight may finish
            )
            theirs.close()
            zygote = cls(process, ours, stderr, slots=slots)
            await zygote._wait_until_ready()
        return zygote

    async def _wait_until_ready(self) -> None:
        self.control.setblocking(False)  # noqa: FBT003 - the signature of `setblocking`
        asyncio.get_running_loop().add_reader(self.control, self._read)
        try:
            await with_timeout(START_S, self.ready)
        except (ZygoteLost, TimeoutError):
            self.process.kill()
            self.process.wait()
            self.stderr.seek(0)
            said = self.stderr.read().decode(errors="replace")
            self.close()
            raise explain(said) from None
        except BaseException:  # nobody waits for it any longer
            self.close()
            raise

    @property
    def exhausted(self) -> bool:
        """Whether it has forked so often that a fresh one should replace it."""
        return self._count >= FORKS

    async def fork(self, body: bytes, sockets: list[int], status: int, *, prepared: bool = False) -> ForkedKernel:
        """Start a new kernel; `body` is sent in a memfd that the zygote passes on unread."""
        if self.unavailable:
            raise ZygoteLost("the zygote is gone")
        self._count += 1
        name = str(self._count)
        kernel = self.kernels[name] = ForkedKernel(asyncio.get_running_loop())
        memory = os.memfd_create("request")
        try:
            os.write(memory, body)
            message = json.dumps({"start": name, "prepared": prepared}).encode()
            socket.send_fds(self.control, [message], [*sockets, memory, status])
        except OSError as error:
            raise ZygoteLost(f"the zygote does not listen: {error}") from error
        finally:
            os.close(memory)
        try:
            await asyncio.shield(kernel.started)
        except asyncio.CancelledError:
            kernel.started.add_done_callback(lambda _: kernel.abandon())
            raise
        return kernel

    def _read(self) -> None:
        """Read everything that the zygote has sent by now."""
        while True:
            try:
                message, descriptors, _, _ = socket.recv_fds(self.control, 4096, 1)
            except BlockingIOError:
                return
            except OSError:
                message, descriptors = b"", []
            if not message:
                self._lose()
                return
            self._hear(json.loads(message), descriptors)

    def _hear(self, message: dict[str, Any], descriptors: list[int]) -> None:
        match message:
            case {"ready": _}:
                if not self.ready.done():  # else nobody waits for it any longer
                    self.ready.set_result(None)
            case {"started": name}:
                self.kernels[name].started.set_result(descriptors[0])
            case {"exited": name, "code": code, "cpu_s": cpu_s}:
                self.kernels.pop(name).exited.set_result(Exit(code, cpu_s))

    def _lose(self) -> None:
        """Handle that the zygote closed its end: fail everything that waits for it."""
        self.unavailable = True
        asyncio.get_running_loop().remove_reader(self.control)
        waiting: list[asyncio.Future[Any]] = [self.ready]
        for kernel in self.kernels.values():
            waiting += [kernel.started, kernel.exited]
        for future in waiting:
            if not future.done():
                future.set_exception(ZygoteLost("the zygote died"))
                future.exception()  # not everyone who could wait for it does

    def close(self) -> None:
        """End the zygote and all of its kernels. It is safe to call this twice."""
        with contextlib.suppress(RuntimeError, ValueError):  # the loop is gone, or the socket is closed
            asyncio.get_running_loop().remove_reader(self.control)
        self.unavailable = True
        self.control.close()
        self.process.kill()
        self.process.wait()
        self.stderr.close()
