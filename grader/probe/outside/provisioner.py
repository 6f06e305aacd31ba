"""Connects Jupyter to the sandbox: a kernel manager that asks for this provisioner gets a kernel from a zygote.

`ZygoteProvisioner` is registered under the entry point `grader-zygote`. A kernel spec selects it and passes its
arguments (see `spec`). This module also contains Jupyter's client side (`HardenedClient`, `CappedNotebookClient`):
hardened against what a hostile kernel sends, and reduced to what a run needs.
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
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.provisioning import KernelProvisionerBase
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets import Any as AnyTrait

from grader.errors import KernelFault
from grader.evidence import MIME
from grader.probe.outside.channels import BrokenProtocol, KernelConnection
from grader.sandbox.outside.kernel_factory import Exit, Kernel, KernelRequest, Kernels
from grader.sandbox.outside.suspend_clock import with_timeout

PROMPT_S = 1.0
"""Seconds within which nearly every question is answered."""
KEPT = {"status", "stream", "error", "display_data", "execute_result", "update_display_data", "clear_output"}
"""The types of messages from which a cell's output is made."""
SHOWN = ("text/plain", "image/png")
UPDATE_WORK = 10
"""Microseconds for each earlier display that a new display with the same name changes."""
MAX_LINES = 1_000
"""The most lines of a traceback that are kept; they are the last ones."""


class HardenedClient(AsyncKernelClient):
    """A client on the two channels of a kernel that are used. They are open before it is asked anything."""

    async def open(self, connection: KernelConnection, manager: AsyncKernelManager) -> None:
        """Open the channels of a manager's kernel."""
        places = {name: f"{manager.ip}-{getattr(manager, f'{name}_port')}" for name in ("shell", "iopub")}
        self._shell_channel = await connection.open(places["shell"], b"DEALER", self.session)
        self._iopub_channel = await connection.open(places["iopub"], b"SUB", self.session)

    async def until_welcomed(self) -> None:
        """Wait for the kernel's first message. From then on its messages are read and its answers arrive."""
        while (await self.iopub_channel.get_msg())["msg_type"] != "iopub_welcome":
            pass

    async def ask(self, expression: str) -> tuple[dict[str, Any], bool]:
        """The kernel's reply to one user expression, unchanged, and whether it is the probe's substitute.

        A kernel that is stuck in an expression can't reply; `grader.probe.inside.probe` then sends its findings so far.
        """
        asked = self.execute(
            "", silent=True, store_history=False, user_expressions={"answer": expression}, allow_stdin=False
        )
        reply, shown = asyncio.ensure_future(self._reply(asked)), asyncio.ensure_future(self._shown(asked))
        try:
            await asyncio.wait({reply, shown}, return_when=asyncio.FIRST_COMPLETED)
            if not reply.done() and shown.exception() is None:
                return shown.result(), True
            return await reply, False
        finally:
            reply.cancel()
            shown.cancel()
            await asyncio.gather(reply, shown, return_exceptions=True)

    async def _reply(self, asked: str) -> dict[str, Any]:
        while True:
            message = await self.shell_channel.get_msg()
            if message["parent_header"].get("msg_id") == asked:
                return dict(message["content"]["user_expressions"]["answer"])

    async def _shown(self, asked: str) -> dict[str, Any]:
        """The messages that a kernel shows while it answers. They are read once the answer may be late."""
        await asyncio.sleep(PROMPT_S)
        while True:
            message = await self.iopub_channel.get_msg()
            if message["parent_header"].get("msg_id") == asked and MIME in message["content"].get("data", {}):
                return {"status": "ok", "data": dict(message["content"]["data"])}


class CappedNotebookClient(NotebookClient):
    """nbclient for messages that may contain anything. `connection` stops at a message that no kernel could send."""

    def __init__(self, notebook: NotebookNode, *, connection: KernelConnection, **options: Any) -> None:
        super().__init__(notebook, **options)
        self.connection = connection

    async def _async_poll_output_msg(self, *arguments: Any) -> None:
        """Read a cell's outputs to their end. Any error in one of them ends the run, and this method waits for that."""
        try:
            await super()._async_poll_output_msg(*arguments)
        except Exception as error:  # noqa: BLE001 - the kernel is hostile, and nbclient passes any exception on
            self.connection.stop(error)
            await asyncio.Future()

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Keep what a page shows, plain text and pictures, and drop everything else that a kernel may send.

        Raises `BrokenProtocol` for messages that no kernel sends, because nbclient would look at each element of a list
        of millions, and `OutputFlood` for too much work.
        """
        if msg["msg_type"] not in KEPT:
            return None
        content = msg["content"] = _content(msg["msg_type"], msg["content"])
        displays = self._display_id_map.get(content.get("transient", {}).get("display_id"), {})
        self.connection.budget.spend_work(UPDATE_WORK * sum(map(len, displays.values())))
        return super().process_message(msg, cell, cell_index)


def _content(kind: str, said: Any) -> dict[str, Any]:
    """The parts of a message's content that are used. Raises `BrokenProtocol` if one has a wrong type."""
    match kind, said:
        case "status", {"execution_state": str(state)}:
            return {"execution_state": state}
        case "stream", {"name": str(name), "text": str(text)}:
            return {"name": name, "text": text}
        case "error", {"ename": str(name), "evalue": str(value), "traceback": list(lines)}:
            shown = lines[-MAX_LINES:]
            if all(isinstance(line, str) for line in shown):
                return {"ename": name, "evalue": value, "traceback": shown}
        case "clear_output", dict():
            return {"wait": bool(said.get("wait"))}
        case "display_data" | "execute_result" | "update_display_data", {"data": dict(data)}:
            shown_data = {name: data[name] for name in SHOWN if isinstance(data.get(name), str)}
            match said.get("transient"):
                case {"display_id": str(display)}:
                    transient = {"display_id": display}
                case _:
                    transient = {}
            return {"data": shown_data, "metadata": {}, "transient": transient, "execution_count": None}
    raise BrokenProtocol(f"a message {kind} of another content")


CHANNELS = 2
"""Shell and iopub, at the ports 1 and 2. A kernel's other channels are never used, so nobody listens to them."""
MAX_REASON = 16_384
"""The most bytes of the error message from a child that could not be jailed."""


class SingleSpecManager(KernelSpecManager):
    """A spec manager that knows a single kernel: one made by `kernels`, with this body."""

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
    """A kernel manager without a control channel, which is never used: a kernel is controlled by signals.

    Nobody listens on that channel. ZeroMQ would try to connect seven times a second until the manager is garbage, which
    can be hours after its kernel has ended.
    """

    def _connect_control_socket(self) -> None:
        """Do nothing."""


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
        """Return None while it runs, else its exit code. `is_alive` of the kernel manager calls this."""
        if self.kernel is None:
            return 0
        return self.kernel.exited.result().code if self.kernel.exited.done() else None

    async def wait(self) -> int | None:
        """Return its exit code, once it has ended. Called after `kill`."""
        if self.kernel is not None:
            self.last_exit = await asyncio.shield(self.kernel.exited)
            self.kernel.close()
            self.kernel = None
        return self.last_exit.code if self.last_exit else 0

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel's main process. `interrupt_kernel` calls this; 0 tests whether it lives."""
        if self.kernel is not None and signum:
            self.interrupts += signum == signal.SIGINT
            self.kernel.signal(signum)

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - Jupyter's signature
        """End it and all its processes. `shutdown_kernel(now=True)` calls this."""
        if self.kernel is not None:
            await self.kernel.kill()

    async def terminate(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 - Jupyter's signature
        """Kill it: a kernel has nothing to clean up."""
        await self.kill(restart)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose the sockets' paths, in one of the grader's folders. Called before `launch_kernel`."""
        manager = self.parent
        self.folder = Path(tempfile.mkdtemp(prefix="grader-k"))
        manager.transport, manager.ip = "ipc", str(self.folder / "s")
        manager.shell_port, manager.iopub_port, manager.stdin_port, manager.hb_port, manager.control_port = range(1, 6)
        self.connection_info = manager.get_connection_info()
        return dict(await super().pre_launch(cmd=["zygote"], env={}, **kwargs))

    async def launch_kernel(self, cmd: list[str], **_: Any) -> dict[str, Any]:  # noqa: ARG002 - Jupyter's signature
        """Fork, pass the sockets on, and wait until the kernel is ready. Raises `KernelFault`."""
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

    def get_shutdown_wait_time(self, recommended: float = 5.0) -> float:  # noqa: ARG002 - Jupyter's signature
        """Seconds between the request to end and killing."""
        return 0.2

    async def cleanup(self, restart: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - Jupyter's signature
        """Remove the sockets' folder. Called last."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(8)
    return listener


async def _until_ready(pipe: int, ready_s: float) -> None:
    """Wait for the byte that a kernel writes once it can answer; close the pipe."""
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
