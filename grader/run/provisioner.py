"""Jupyter's seam: a kernel manager that asks for this provisioner gets a kernel forked from a zygote.

Registered under the entry point `grader-zygote`. A kernel spec chooses it and hands it what it needs, see `spec`.
"""

import asyncio
import os
import shutil
import signal
import socket
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Any as AnyTrait

from grader.errors import KernelFault
from grader.run.kernel_factory import Exit, Kernel, KernelRequest, Kernels
from grader.run.suspend_clock import with_timeout

CHANNELS = 2
"""Shell and iopub, at the ports 1 and 2. Nothing is ever said on a kernel's others, so nobody listens there."""
MAX_REASON = 16_384
"""Bytes of a complaint that a child makes which could not be jailed."""


class SingleSpecManager(KernelSpecManager):
    """A spec manager that knows a single kernel: one that these `kernels` make, with this body."""

    kernels = AnyTrait()
    body = AnyTrait()

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The spec that leads the kernel manager to `ZygoteProvisioner`."""
        config = {"kernels": self.kernels, "body": self.body}
        chosen = {"provisioner_name": "grader-zygote", "config": config}
        return KernelSpec(
            argv=["zygote"], display_name=kernel_name, language="python", metadata={"kernel_provisioner": chosen}
        )


class QuietKernelManager(AsyncKernelManager):
    """A kernel manager without a control channel, on which nothing is ever said: a kernel is spoken to by signals.

    Nobody listens there. ZeroMQ would try to connect seven times a second until the manager is garbage, which can be
    hours after its kernel has ended.
    """

    def _connect_control_socket(self) -> None:
        """Connect nothing."""


class ZygoteProvisioner(KernelProvisionerBase):
    """A kernel's process, as `KernelManager` sees it."""

    kernels: Kernels = AnyTrait()
    body: KernelRequest = AnyTrait()
    kernel: Kernel | None = None
    last_exit: Exit | None = None
    interrupts = 0
    folder: Path | None = None

    @property
    def has_process(self) -> bool:
        """Whether a kernel was started and not yet waited for."""
        return self.kernel is not None

    async def poll(self) -> int | None:
        """None while it runs, else its exit code. Called by the kernel manager's `is_alive`."""
        if self.kernel is None:
            return 0
        return self.kernel.exited.result().code if self.kernel.exited.done() else None

    async def wait(self) -> int | None:
        """Its exit code, once it has ended. Called after `kill`."""
        if self.kernel is not None:
            self.last_exit = await asyncio.shield(self.kernel.exited)
            self.kernel.close()
            self.kernel = None
        return self.last_exit.code if self.last_exit else 0

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel's main process. Called by `interrupt_kernel`, and with 0 to see whether it lives."""
        if self.kernel is not None and signum:
            self.interrupts += signum == signal.SIGINT
            self.kernel.signal(signum)

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the seam's signature
        """End it and all its processes. Called by `shutdown_kernel(now=True)`."""
        if self.kernel is not None:
            await self.kernel.kill()

    async def terminate(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 - the seam's signature
        """The same: a kernel has nothing of its own to put in order."""
        await self.kill(restart)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose the sockets' paths, in a folder of the grader's own. Called before `launch_kernel`."""
        manager = self.parent
        self.folder = Path(tempfile.mkdtemp(prefix="grader-k"))
        manager.transport, manager.ip = "ipc", str(self.folder / "s")
        manager.shell_port, manager.iopub_port, manager.stdin_port, manager.hb_port, manager.control_port = range(1, 6)
        self.connection_info = manager.get_connection_info()
        return dict(await super().pre_launch(cmd=["zygote"], env={}, **kwargs))

    async def launch_kernel(self, cmd: list[str], **_: Any) -> dict[str, Any]:  # noqa: ARG002 - the seam's signature
        """Fork, hand over the sockets, wait until the kernel is ready. Raises `KernelFault`."""
        body = msgspec.structs.replace(self.body, key=self.parent.session.key.decode())
        sockets = [_listen(f"{self.parent.ip}-{port}") for port in range(1, CHANNELS + 1)]
        ready, status = os.pipe()
        try:
            descriptors = [sock.fileno() for sock in sockets]
            self.kernel = await self.kernels.fork(msgspec.json.encode(body), descriptors, status)
        finally:
            os.close(status)
            for sock in sockets:
                sock.close()
        await _until_ready(ready, self.kernels.ready_s)
        return dict(self.connection_info)

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:  # noqa: ARG002 - the seam's signature
        """Seconds between asking and killing."""
        return 0.2

    async def cleanup(self, restart: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the seam's signature
        """Remove the sockets' folder. Called last."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(8)
    return listener


async def _until_ready(pipe: int, ready_s: float) -> None:
    """Wait for the byte that a kernel writes once it can answer; closes the pipe."""
    loop = asyncio.get_running_loop()
    said: asyncio.Future[bytes] = loop.create_future()

    heard = bytearray()

    def read() -> None:
        part = os.read(pipe, 4096)
        heard.extend(part)
        if not part or heard == b"+" or len(heard) > MAX_REASON:
            loop.remove_reader(pipe)
            said.set_result(bytes(heard))

    loop.add_reader(pipe, read)
    try:
        answer = await with_timeout(ready_s, said)
    except TimeoutError:
        raise KernelFault(f"a kernel was not ready within {ready_s:.0f} s") from None
    finally:
        loop.remove_reader(pipe)
        os.close(pipe)
    if answer != b"+":
        raise KernelFault(f"a kernel could not be jailed: {answer.decode(errors='replace') or 'it died'}")
