"""Jupyter's client side, hardened against what a hostile kernel sends and trimmed to what a run needs."""

import asyncio
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.connect import channel_socket_types
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets import Int

from grader.errors import KernelFault
from grader.evidence import MIME
from grader.run.suspend_clock import with_timeout
from grader.run.zmtp_relay import Relay

HIGH_WATER_MARK = 200
PROMPT_S = 1.0
"""Seconds within which nearly every question is answered."""
KEPT = {"status", "stream", "error", "display_data", "execute_result", "update_display_data", "clear_output"}
"""Types of messages that a cell's output is made from."""
SHOWN = {"text/plain", "image/png"}


class HardenedClient(AsyncKernelClient):
    """A client that speaks through a relay, which counts, and never reconnects to a peer that is gone."""

    max_message_bytes = Int(8 * 2**20)

    def _create_connected_socket(self, channel: str, identity: bytes | None = None) -> Any:
        channel_socket = self.context.socket(channel_socket_types[channel])
        channel_socket.setsockopt(zmq.MAXMSGSIZE, self.max_message_bytes)
        channel_socket.setsockopt(zmq.RECONNECT_IVL, -1)
        channel_socket.setsockopt(zmq.RCVHWM, HIGH_WATER_MARK)
        channel_socket.setsockopt(zmq.SNDTIMEO, 0)  # to a kernel that hung up: an error, and not for ever
        channel_socket.linger = 0
        if identity:
            channel_socket.identity = identity
        channel_socket.connect(f"ipc://{relay_path(self.ip, getattr(self, f'{channel}_port'))}")
        return channel_socket

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the seam's signature
        """Wait for the first reply and for the kernel to be idle: Jupyter's own waits 0.2 s longer, always."""
        assert timeout is not None, "a kernel that says nothing at all is given up"
        try:
            await with_timeout(timeout, self._first_words())
        except TimeoutError:
            raise KernelFault(f"a kernel did not answer within {timeout} s") from None
        except zmq.ZMQError as error:
            raise KernelFault(f"a kernel was gone before it was ready: {error}") from error

    async def _first_words(self) -> None:
        # only what is said after this welcome is heard: through a relay a subscription takes its time
        while (await self.iopub_channel.get_msg())["msg_type"] != "iopub_welcome":
            pass
        self.kernel_info()
        while (await self.shell_channel.get_msg())["msg_type"] != "kernel_info_reply":
            pass
        while not _is_idle(await self.iopub_channel.get_msg()):
            pass

    async def ask(self, expression: str) -> tuple[dict[str, Any], bool]:
        """The kernel's reply to one user expression, as it came, and whether it is the probe's substitute that made it.

        A kernel that is stuck in an expression can't reply; `grader.kernel.probe` then sends what it found.
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
        """The messages that a kernel shows while it answers. They are read once the answer could be late."""
        await asyncio.sleep(PROMPT_S)
        while True:
            message = await self.iopub_channel.get_msg()
            if message["parent_header"].get("msg_id") == asked and MIME in message["content"].get("data", {}):
                return {"status": "ok", "data": dict(message["content"]["data"])}


def relay_path(ip: str, port: int) -> str:
    """The path on which the relay of a kernel's port listens."""
    return f"{ip}-relay-{port}"


def _is_idle(message: dict[str, Any]) -> bool:
    return bool(message["msg_type"] == "status" and message["content"]["execution_state"] == "idle")


class CappedNotebookClient(NotebookClient):
    """nbclient on messages that may be anything. `relay` stops at a message that cannot be a kernel's."""

    def __init__(self, notebook: NotebookNode, *, relay: Relay, **options: Any) -> None:
        super().__init__(notebook, **options)
        self.relay = relay

    async def _async_poll_output_msg(self, *arguments: Any) -> None:
        """Read a cell's outputs to their end. Whatever goes wrong with one ends the run, and this waits for that."""
        try:
            await super()._async_poll_output_msg(*arguments)
        except Exception as error:  # noqa: BLE001 - the kernel is hostile, and nbclient lets anything out
            self.relay.stop(error)
            await asyncio.Future()

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Keep what a page shows, plain text and pictures, and nothing else that a kernel may send."""
        if msg["msg_type"] not in KEPT:
            return None
        if isinstance(data := msg["content"].get("data"), dict):
            msg["content"]["data"] = {kind: shown for kind, shown in data.items() if kind in SHOWN}
            msg["content"]["metadata"] = {}
        return super().process_message(msg, cell, cell_index)
