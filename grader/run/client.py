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

MESSAGES_PER_CELL = 1_000
"""Messages a cell may send; more is a flood whatever their size."""
HIGH_WATER_MARK = 200


class HardenedClient(AsyncKernelClient):
    """Caps the size of a message before it is read, and never follows a peer that went away."""

    max_message_bytes = Int(8 * 2**20)

    def _create_connected_socket(self, channel: str, identity: bytes | None = None) -> Any:
        channel_socket = self.context.socket(channel_socket_types[channel])
        channel_socket.setsockopt(zmq.MAXMSGSIZE, self.max_message_bytes)
        channel_socket.setsockopt(zmq.RECONNECT_IVL, -1)
        channel_socket.setsockopt(zmq.RCVHWM, HIGH_WATER_MARK)
        channel_socket.linger = 0
        if identity:
            channel_socket.identity = identity
        channel_socket.connect(self._make_url(channel))
        return channel_socket

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the seam's signature
        """Wait for the first reply and for the kernel to be idle: Jupyter's own waits 0.2 s longer, always."""
        self.kernel_info()
        try:
            async with asyncio.timeout(timeout):
                while (await self.shell_channel.get_msg())["msg_type"] != "kernel_info_reply":
                    pass
                while not _is_idle(await self.iopub_channel.get_msg()):
                    pass
        except TimeoutError:
            raise KernelFault(f"a kernel did not answer within {timeout} s") from None

    async def ask(self, expression: str) -> dict[str, Any]:
        """The kernel's reply to one user expression, as it came."""
        asked = self.execute(
            "", silent=True, store_history=False, user_expressions={"answer": expression}, allow_stdin=False
        )
        while True:
            message = await self.shell_channel.get_msg()
            if message["parent_header"].get("msg_id") == asked:
                return dict(message["content"]["user_expressions"]["answer"])


def _is_idle(message: dict[str, Any]) -> bool:
    return bool(message["msg_type"] == "status" and message["content"]["execution_state"] == "idle")


class CappedNotebookClient(NotebookClient):
    """nbclient with a count of what cells send. `flooded` is resolved when they send too much."""

    output_bytes = Int(2**20)

    def __init__(self, notebook: NotebookNode, **options: Any) -> None:
        super().__init__(notebook, **options)
        self.flooded: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.received_bytes = 0
        self.messages = 0

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Count, then keep: nothing past the caps is kept, and pages need no HTML of a learner's."""
        self.messages += 1
        self.received_bytes += _size(msg)
        # twice: what the kernel itself lets through is counted in characters, and pictures come on top
        if self.messages > MESSAGES_PER_CELL or self.received_bytes > 2 * self.output_bytes + 8 * 2**20:
            if not self.flooded.done():
                self.flooded.set_result(None)
            return None
        return super().process_message(msg, cell, cell_index)


def _size(msg: dict[str, Any]) -> int:
    """Bytes of the texts that a message brings, near enough."""
    content = msg["content"]
    texts = [content.get("text", ""), *content.get("traceback", []), *content.get("data", {}).values()]
    return sum(len(text) for text in texts if isinstance(text, str))
