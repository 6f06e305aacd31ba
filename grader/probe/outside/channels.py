"""The two channels of a kernel that are used, on the grader's own sockets; Jupyter's client communicates through them.

They use the part of ZMTP 3 that one end of a kernel's channel needs: frames in, messages out, and all of them counted.

Theory of operation (rfc.zeromq.org/spec/23). Each side sends a greeting of 64 bytes, then frames of one flag byte, a
length of one or eight bytes, and the body. The first frame is a command, READY, that names the kind of socket. A
message is all frames up to the first one without the flag for more.

The kernel is hostile. libzmq, which kernels use, would keep every part of a message until the last one arrives, however
many there are. It also aborts its process if a peer disappears between two parts that it reads (`!_more` in its
fq.cpp). So it is not used on this side. Everything kept here was counted first, and no frame beyond a limit is kept.

The number of bytes does not bound the work that they cause: a frame may be empty, and each byte may come separately. So
the approximate time that the grader spends on each read, frame and message is counted too, in total for a run. A
command after the first, which no kernel sends, ends the connection at once.
"""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from queue import Empty
from typing import Any

from jupyter_client.session import DELIM, Session

GREETING_BYTES = 64
SIGNATURE_FIRST, SIGNATURE_LAST, REVISION = 0, 9, 10
OLDEST_REVISION = 3
GREETING = (b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL").ljust(GREETING_BYTES, b"\0")
"""The greeting of version 3.0, in which a subscription is a message."""
MORE, LONG, COMMAND = 1, 2, 4
LONGEST_SHORT = 255
KNOWN_FLAGS = MORE | LONG | COMMAND
FRAMES_PER_MESSAGE = 64
"""The most frames of a message; Jupyter's has seven parts and one for each of its buffers."""
READ_WORK, FRAME_WORK, MESSAGE_WORK = 30, 2, 150
"""Microseconds of a slow processor for one read, for one frame, and for all work that one message causes."""


class BrokenProtocol(Exception):  # noqa: N818 - describes what a kernel did, not an error of ours
    """The kernel sent something that no kernel sends."""


class OutputFlood(Exception):  # noqa: N818 - describes what a kernel did
    """The kernel sent more than it is allowed to."""


@dataclass(slots=True, kw_only=True)
class MessageBudget:
    """How much a kernel may send. All channels of a kernel share one budget."""

    frame_bytes: int
    """The most bytes in one part of a message; beyond that `BrokenProtocol` is raised."""
    total_bytes: int
    """The most bytes in total; beyond that `OutputFlood` is raised."""
    messages: int
    """The most messages until the next `renew`; beyond that `OutputFlood` is raised."""
    work: int
    """The most work for the grader in total, in microseconds; beyond that `OutputFlood` is raised."""
    spent_bytes: int = 0
    spent_messages: int = 0
    spent_work: int = 0

    def renew(self) -> None:
        """Start counting messages again, because a cell begins."""
        self.spent_messages = 0

    def spend(self, size: int) -> None:
        """Count bytes that arrived together. Raises `OutputFlood`."""
        self.spend_work(READ_WORK)
        self.spent_bytes += size
        if self.spent_bytes > self.total_bytes:
            raise OutputFlood(f"more than {self.total_bytes} bytes")

    def spend_message(self) -> None:
        """Count one whole message. Raises `OutputFlood`."""
        self.spend_work(MESSAGE_WORK)
        self.spent_messages += 1
        if self.spent_messages > self.messages:
            raise OutputFlood(f"more than {self.messages} messages")

    def spend_work(self, work: int) -> None:
        """Count work. Raises `OutputFlood`."""
        self.spent_work += work
        if self.spent_work > self.work:
            raise OutputFlood(f"more work than {self.work} µs")


def handshake(kind: bytes) -> bytes:
    """The first bytes that a socket of this kind, `DEALER` or `SUB`, sends."""
    described = b"\x05READY" + b"\x0bSocket-Type" + len(kind).to_bytes(4, "big") + kind
    return GREETING + _frame(COMMAND, described)


def message(parts: Sequence[bytes]) -> bytes:
    """The bytes in which a message is sent."""
    *first, last = parts
    return b"".join([*(_frame(MORE, part) for part in first), _frame(0, last)])


def _frame(flags: int, body: bytes) -> bytes:
    if len(body) > LONGEST_SHORT:
        return bytes([flags | LONG]) + len(body).to_bytes(8, "big") + body
    return bytes([flags, len(body)]) + body


SUBSCRIPTION = message([b"\x01"])
"""A subscription to all topics."""


@dataclass(slots=True)
class MessageReader:
    """Splits the bytes of one connection into messages."""

    budget: MessageBudget
    pending: bytearray = field(default_factory=bytearray)
    """The bytes that are not yet a whole frame."""
    parts: list[bytes] = field(default_factory=list)
    """The parts of the current message that have arrived."""
    greeted: bool = False
    ready: bool = False
    """Whether the other side has sent that it is ready. It treats messages before that as a breach of the protocol."""

    def feed(self, data: bytes) -> Iterator[list[bytes]]:
        """Yield the parts of each message that a chunk completes; the chunk may begin and end inside a frame.

        Raises:
            BrokenProtocol: the kernel sends something that no kernel sends.
            OutputFlood: the kernel sends more than it is allowed to.
        """
        self.budget.spend(len(data))
        self.pending += data
        if not self.greeted:
            self._greet()
        while self.greeted and (frame := self._take_frame()):
            flags, body = frame
            self.budget.spend_work(FRAME_WORK)
            if flags & COMMAND:
                if self.ready:
                    raise BrokenProtocol("a command after the first")
                self.ready = True
                continue
            self.parts.append(body)
            if not flags & MORE:
                self.budget.spend_message()
                whole, self.parts = self.parts, []
                yield whole

    def _greet(self) -> None:
        """Read the greeting, once all of it is there. Raises `BrokenProtocol`."""
        if len(self.pending) < GREETING_BYTES:
            return
        head = self.pending[:GREETING_BYTES]
        if head[SIGNATURE_FIRST] != 0xFF or head[SIGNATURE_LAST] != 0x7F or head[REVISION] < OLDEST_REVISION:  # noqa: PLR2004 - the signature
            raise BrokenProtocol("no greeting of ZMTP 3")
        del self.pending[:GREETING_BYTES]
        self.greeted = True

    def _take_frame(self) -> tuple[int, bytes] | None:
        """Return the next frame's flags and body, once all of it is there. Raises `BrokenProtocol` for a bad head."""
        head = 9 if self.pending and self.pending[0] & LONG else 2
        if len(self.pending) < head:
            return None
        flags, size = self.pending[0], int.from_bytes(self.pending[1:head], "big")
        if flags & ~KNOWN_FLAGS:
            raise BrokenProtocol(f"a frame with the flags {flags}")
        if size > self.budget.frame_bytes or len(self.parts) >= FRAMES_PER_MESSAGE:
            raise BrokenProtocol(f"a message of {len(self.parts) + 1} parts, the last of {size} bytes")
        if len(self.pending) < head + size:
            return None
        body = bytes(self.pending[head : head + size])
        del self.pending[: head + size]
        return flags, body


PARTS = 5
"""The number of parts: signature, header, parent's header, metadata and content."""


class ConnectionClosed(Exception):  # noqa: N818 - describes what a kernel did, not an error of ours
    """The kernel has closed its end or died."""


class Channel(asyncio.Protocol):
    """One channel of a kernel, with the methods of Jupyter's own."""

    def __init__(self, kind: bytes, session: Session, connection: "KernelConnection") -> None:
        """Make a channel that acts as a ZeroMQ socket of this `kind`."""
        self._kind = kind
        self._session = session
        self._connection = connection
        self._reader = MessageReader(connection.budget)
        self._messages: asyncio.Queue[list[bytes]] = asyncio.Queue()
        self._transport: asyncio.Transport | None = None
        self._unsent = [SUBSCRIPTION] if kind == b"SUB" else []
        """Messages that wait until the kernel is ready."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet the kernel."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(handshake(self._kind))

    def data_received(self, data: bytes) -> None:
        """Count the bytes from the kernel, and keep its messages."""
        try:
            for parts in self._reader.feed(data):
                self._messages.put_nowait(parts)
        except (BrokenProtocol, OutputFlood) as error:
            self._connection.stop(error)
            self.stop()
        if self._reader.ready:
            self._flush()

    def _flush(self) -> None:
        """Send the waiting messages."""
        assert self._transport is not None
        if self._unsent:
            self._transport.write(b"".join(self._unsent))
            self._unsent = []

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Record that the kernel closed the connection, unless this end did so first."""
        self._connection.stop(ConnectionClosed("the kernel closed its end"))

    def start(self) -> None:
        """Do nothing: the channel is already connected."""

    def stop(self) -> None:
        """Close the connection."""
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

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # noqa: ASYNC109 - Jupyter's signature
        """Return the next message. Raises `queue.Empty` after this many seconds, any exception for a broken one."""
        try:
            async with asyncio.timeout(timeout):
                parts = await self._messages.get()
        except TimeoutError:
            raise Empty from None
        return self._decoded(parts)

    def _decoded(self, parts: list[bytes]) -> dict[str, Any]:
        """Decode a message to Jupyter's form. Raises any exception for a broken one."""
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
    """The channels of one kernel; they share a budget and end together."""

    def __init__(self, budget: MessageBudget) -> None:
        self.budget = budget
        self.stopped: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        """The reason why no more messages are read, once there is one."""
        self._channels: list[Channel] = []

    @property
    def has_refused(self) -> bool:
        """Whether it stopped because of what the kernel sent; otherwise the kernel may be dying."""
        return self.stopped.done() and isinstance(self.stopped.result(), BrokenProtocol | OutputFlood)

    async def open(self, path: str, kind: bytes, session: Session) -> Channel:
        """Connect a channel to the kernel that listens on a path; if it has died, the channel is unconnected."""
        channel = Channel(kind, session, self)
        self._channels.append(channel)
        with contextlib.suppress(OSError):
            await asyncio.get_running_loop().create_unix_connection(lambda: channel, path)
        return channel

    def stop(self, reason: Exception) -> None:
        """Record why it ends; only the first reason counts."""
        if not self.stopped.done():
            self.stopped.set_result(reason)

    def close(self) -> None:
        """Stop reading messages."""
        for channel in self._channels:
            channel.stop()
