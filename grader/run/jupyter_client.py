"""Jupyter's client side, hardened against what a hostile kernel sends and trimmed to what a run needs."""

import asyncio
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.asynchronous import AsyncKernelClient
from nbclient import NotebookClient
from nbformat import NotebookNode

from grader.evidence import MIME
from grader.run.channels import KernelConnection
from grader.run.zmtp import BrokenProtocol

PROMPT_S = 1.0
"""Seconds within which nearly every question is answered."""
KEPT = {"status", "stream", "error", "display_data", "execute_result", "update_display_data", "clear_output"}
"""Types of messages that a cell's output is made from."""
SHOWN = ("text/plain", "image/png")
UPDATE_WORK = 10
"""Microseconds for each earlier display that a new one with its name changes."""
MAX_LINES = 1_000
"""Of a traceback, the last ones."""


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
        """Keep what a page shows, plain text and pictures, and nothing else that a kernel may send.

        Raises `BrokenProtocol` for what no kernel sends, as nbclient would look at each element of a list of millions,
        and `OutputFlood` for too much work.
        """
        if msg["msg_type"] not in KEPT:
            return None
        content = msg["content"] = _content(msg["msg_type"], msg["content"])
        displays = self._display_id_map.get(content.get("transient", {}).get("display_id"), {})
        self.connection.budget.spend_work(UPDATE_WORK * sum(map(len, displays.values())))
        return super().process_message(msg, cell, cell_index)


def _content(kind: str, said: Any) -> dict[str, Any]:
    """The parts of a message's content that are used. Raises `BrokenProtocol` where one is of another type."""
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
