"""Jupyter's client side, hardened against what a hostile kernel sends and trimmed to what a run needs."""

import asyncio
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.asynchronous import AsyncKernelClient
from nbclient import NotebookClient
from nbformat import NotebookNode

from grader.evidence import MIME
from grader.run.channels import KernelConnection

PROMPT_S = 1.0
"""Seconds within which nearly every question is answered."""
KEPT = {"status", "stream", "error", "display_data", "execute_result", "update_display_data", "clear_output"}
"""Types of messages that a cell's output is made from."""
SHOWN = {"text/plain", "image/png"}


class HardenedClient(AsyncKernelClient):
    """A client on the two channels of a kernel that are used. They are open before it is asked anything."""

    async def open(self, connection: KernelConnection, manager: AsyncKernelManager) -> None:
        """Open the channels of a manager's kernel."""
        places = {name: f"{manager.ip}-{getattr(manager, f'{name}_port')}" for name in ("shell", "iopub")}
        self._shell_channel = await connection.open(places["shell"], b"DEALER", self.session)
        self._iopub_channel = await connection.open(places["iopub"], b"SUB", self.session)

    async def until_welcomed(self) -> None:
        """Wait for the kernel's first message. What it says after that is heard, and what it is asked is answered."""
        while (await self.iopub_channel.get_msg())["msg_type"] != "iopub_welcome":
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


class CappedNotebookClient(NotebookClient):
    """nbclient on messages that may be anything. `connection` stops at one that cannot be a kernel's."""

    def __init__(self, notebook: NotebookNode, *, connection: KernelConnection, **options: Any) -> None:
        super().__init__(notebook, **options)
        self.connection = connection

    async def _async_poll_output_msg(self, *arguments: Any) -> None:
        """Read a cell's outputs to their end. Whatever goes wrong with one ends the run, and this waits for that."""
        try:
            await super()._async_poll_output_msg(*arguments)
        except Exception as error:  # noqa: BLE001 - the kernel is hostile, and nbclient lets anything out
            self.connection.stop(error)
            await asyncio.Future()

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Keep what a page shows, plain text and pictures, and nothing else that a kernel may send."""
        if msg["msg_type"] not in KEPT:
            return None
        if isinstance(data := msg["content"].get("data"), dict):
            msg["content"]["data"] = {kind: shown for kind, shown in data.items() if kind in SHOWN}
            msg["content"]["metadata"] = {}
        return super().process_message(msg, cell, cell_index)
