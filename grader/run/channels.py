"""The two channels of a kernel that are used, on sockets of the grader's own: what Jupyter's client speaks through."""

import asyncio
import contextlib
from collections.abc import Sequence
from hmac import compare_digest
from queue import Empty
from typing import Any

from jupyter_client.session import DELIM, Session

from grader.run.zmtp import (
    SUBSCRIPTION,
    BrokenProtocol,
    MessageBudget,
    MessageReader,
    OutputFlood,
    handshake,
    message,
)

PARTS = 5
"""Signature, header, parent's header, metadata and content."""


class ConnectionClosed(Exception):  # noqa: N818 - what a kernel did, not an error of ours
    """The kernel closed its end, or died."""


class Channel(asyncio.Protocol):
    """One channel of a kernel, with the methods of Jupyter's own."""

    def __init__(self, kind: bytes, session: Session, connection: "KernelConnection") -> None:
        """`kind` is what kind of a ZeroMQ socket it stands for."""
        self._kind = kind
        self._session = session
        self._connection = connection
        self._reader = MessageReader(connection.budget)
        self._messages: asyncio.Queue[list[bytes]] = asyncio.Queue()
        self._transport: asyncio.Transport | None = None
        self._unsent = [SUBSCRIPTION] if kind == b"SUB" else []
        """What waits until the kernel is ready."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet the kernel."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(handshake(self._kind))

    def data_received(self, data: bytes) -> None:
        """Count what the kernel says, and keep its messages."""
        try:
            for parts in self._reader.feed(data):
                self._messages.put_nowait(parts)
        except (BrokenProtocol, OutputFlood) as error:
            self._connection.stop(error)
            self.stop()
        if self._reader.ready:
            self._flush()

    def _flush(self) -> None:
        """Send what waits."""
        assert self._transport is not None
        if self._unsent:
            self._transport.write(b"".join(self._unsent))
            self._unsent = []

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the signature of asyncio's
        """Say that the kernel hung up, unless this end did so first."""
        self._connection.stop(ConnectionClosed("the kernel closed its end"))

    def start(self) -> None:
        """Do nothing: it is connected already."""

    def stop(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def is_alive(self) -> bool:
        """Whether there is a connection."""
        return self._transport is not None and not self._transport.is_closing()

    def send(self, msg: dict[str, Any]) -> None:
        """Send a message. Raises `ConnectionClosed`."""
        self._session.send(self, msg)

    def send_multipart(self, parts: Sequence[bytes], **_: object) -> None:
        """Send the parts of a message. Raises `ConnectionClosed`."""
        if not self.is_alive():
            raise ConnectionClosed("the kernel closed its end")
        self._unsent.append(message(parts))
        if self._reader.ready:
            self._flush()

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # noqa: ASYNC109 - the seam's signature
        """The next message. Raises `queue.Empty` after so many seconds, and any exception for a broken one."""
        try:
            async with asyncio.timeout(timeout):
                parts = await self._messages.get()
        except TimeoutError:
            raise Empty from None
        return self._decoded(parts)

    def _decoded(self, parts: list[bytes]) -> dict[str, Any]:
        """A message in Jupyter's form. Raises any exception for a broken one."""
        begin = parts.index(DELIM) + 1
        signature, *packed = parts[begin : begin + PARTS]
        if not compare_digest(signature, self._session.sign(packed)):
            raise ValueError("a message with a wrong signature")
        header, parent, metadata, content = map(self._session.unpack, packed)
        return {
            "header": header,
            "msg_id": header["msg_id"],
            "msg_type": header["msg_type"],
            "parent_header": parent,
            "metadata": metadata,
            "content": content,
            "buffers": parts[begin + PARTS :],
        }


class KernelConnection:
    """The channels of one kernel, which share a budget and end together."""

    def __init__(self, budget: MessageBudget) -> None:
        self.budget = budget
        self.stopped: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        """The reason why nothing more is heard, once there is one."""
        self._channels: list[Channel] = []

    @property
    def has_refused(self) -> bool:
        """Whether it stopped because of what the kernel sent; otherwise the kernel may as well be dying."""
        return self.stopped.done() and isinstance(self.stopped.result(), BrokenProtocol | OutputFlood)

    async def open(self, path: str, kind: bytes, session: Session) -> Channel:
        """The channel to the kernel that listens on a path; one to nobody where it has died."""
        channel = Channel(kind, session, self)
        self._channels.append(channel)
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().create_unix_connection(lambda: channel, path)
        return channel

    def stop(self, reason: Exception) -> None:
        """Say why it ends; the first reason counts."""
        if not self.stopped.done():
            self.stopped.set_result(reason)

    def close(self) -> None:
        """Hear nothing more."""
        for channel in self._channels:
            channel.stop()
