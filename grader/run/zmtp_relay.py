"""A relay between a kernel and libzmq: it counts what a kernel sends, frame by frame, before libzmq stores it.

Theory of operation. The kernel listens on unix sockets; libzmq, in the grader, would connect to them and keep every
part of a message until its last one came, however many that are: only the size of one part can be limited there. So
libzmq connects to a relay, the relay to the kernel, and the relay copies bytes. From the kernel's side it follows ZMTP
3 (rfc.zeromq.org/spec/23): a greeting of 64 bytes, then frames of one flag byte, a length of one or eight bytes, and
the body. It holds at most one chunk, and stops at the first frame past a cap.

    libzmq in the grader ──> relay ──> kernel
                         <── Meter <──

A kernel that hangs up is not hung up on: libzmq aborts the whole process where a peer is gone between two parts that it
reads (`!_more` in its fq.cpp). Its connection to the relay ends when the grader itself has closed it.
"""

import asyncio
import contextlib
from dataclasses import dataclass, field

GREETING_BYTES = 64
SIGNATURE_FIRST, SIGNATURE_LAST, REVISION = 0, 9, 10
OLDEST_REVISION = 3
MORE, LONG = 1, 2
CHUNK = 2**16
FRAMES_PER_MESSAGE = 64
"""A Jupyter message has seven parts and one for each of its buffers."""


class BrokenProtocol(Exception):  # noqa: N818 - what a kernel did, not an error of ours
    """The kernel sent something that no kernel sends."""


class ConnectionClosed(Exception):  # noqa: N818 - as above
    """The kernel closed its end, or died."""


class OutputFlood(Exception):  # noqa: N818 - as above
    """The kernel sent more than it may."""


@dataclass(slots=True, kw_only=True)
class MessageBudget:
    """How much a kernel may send. All channels of a kernel share one budget."""

    frame_bytes: int
    """The most bytes of one part of a message; beyond them `BrokenProtocol` is raised."""
    total_bytes: int
    """The most bytes in all; beyond them `OutputFlood` is raised."""
    messages: int
    """The most messages until the next `renew`; beyond them `OutputFlood` is raised."""
    spent_bytes: int = 0
    spent_messages: int = 0

    def renew(self) -> None:
        """Begin to count messages anew: a cell begins."""
        self.spent_messages = 0

    def spend(self, size: int) -> None:
        """Count bytes. Raises `OutputFlood`."""
        self.spent_bytes += size
        if self.spent_bytes > self.total_bytes:
            raise OutputFlood(f"more than {self.total_bytes} bytes")

    def spend_message(self) -> None:
        """Count one whole message. Raises `OutputFlood`."""
        self.spent_messages += 1
        if self.spent_messages > self.messages:
            raise OutputFlood(f"more than {self.messages} messages")


@dataclass(slots=True)
class Meter:
    """Follows one connection's bytes from frame to frame. `feed` raises `BrokenProtocol` or `OutputFlood`."""

    budget: MessageBudget
    pending: bytearray = field(default_factory=bytearray)
    """The beginning of a greeting or of a frame's head, not yet whole."""
    greeted: bool = False
    body: int = 0
    """Bytes of the current frame that are still to come."""
    frames: int = 0
    """Frames of the current message."""

    def feed(self, data: bytes) -> None:
        """Count a chunk, wherever in a frame it begins and ends."""
        self.budget.spend(len(data))
        rest = memoryview(data)
        while rest:
            skipped = min(self.body, len(rest))
            self.body -= skipped
            rest = rest[skipped:]
            if rest:
                rest = self._head(rest)

    def _head(self, data: memoryview) -> memoryview:
        """Take what belongs to the greeting or to a frame's head; what is left."""
        missing = self._head_bytes() - len(self.pending)
        self.pending += data[:missing]
        if len(self.pending) == self._head_bytes():
            self._take(bytes(self.pending))
            self.pending.clear()
        return data[missing:]

    def _head_bytes(self) -> int:
        if not self.greeted:
            return GREETING_BYTES
        return 9 if self.pending and self.pending[0] & LONG else 2

    def _take(self, head: bytes) -> None:
        if not self.greeted:
            self.greeted = True
            if head[SIGNATURE_FIRST] != 0xFF or head[SIGNATURE_LAST] != 0x7F or head[REVISION] < OLDEST_REVISION:  # noqa: PLR2004 - the signature
                raise BrokenProtocol("no greeting of ZMTP 3")
            return
        self.body = int.from_bytes(head[1:], "big")
        self.frames += 1
        if self.body > self.budget.frame_bytes or self.frames > FRAMES_PER_MESSAGE:
            raise BrokenProtocol(f"a message of {self.frames} parts, the last of {self.body} bytes")
        if not head[0] & MORE:
            self.frames = 0
            self.budget.spend_message()


class Relay:
    """The relays of one kernel's channels."""

    def __init__(self, budget: MessageBudget) -> None:
        self.budget = budget
        self.stopped: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        """The reason why nothing more is relayed, once there is one."""
        self._servers: list[asyncio.Server] = []
        self._pumps: set[asyncio.Task[None]] = set()
        self._ends: list[asyncio.StreamWriter] = []

    @property
    def has_refused(self) -> bool:
        """Whether it stopped because of what the kernel sent; otherwise the kernel may as well be dying."""
        return self.stopped.done() and isinstance(self.stopped.result(), BrokenProtocol | OutputFlood)

    async def join(self, path: str, kernel: str) -> None:
        """Listen on one path for the one client, and pass its bytes on to the kernel that listens on the other."""

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                theirs, ours = await asyncio.open_unix_connection(kernel)
            except OSError:  # it has died
                writer.close()
                return
            self._ends += [writer, ours]
            for source, target, meter in ((reader, ours, None), (theirs, writer, Meter(self.budget))):
                task = asyncio.ensure_future(self._pump(source, target, meter))
                self._pumps.add(task)
                task.add_done_callback(self._pumps.discard)

        self._servers.append(await asyncio.start_unix_server(connected, path))

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, meter: Meter | None) -> None:
        """Copy until either end is gone or a cap is passed."""
        try:
            while data := await source.read(CHUNK):
                if meter:
                    meter.feed(data)
                target.write(data)
                await target.drain()
        except (BrokenProtocol, OutputFlood) as error:
            self.stop(error)
        except OSError:
            pass  # said below, where it was the kernel
        if meter:
            self.stop(ConnectionClosed("the kernel closed its end"))
        else:
            target.close()

    def stop(self, reason: Exception) -> None:
        """Say why it ends; the first reason counts."""
        if not self.stopped.done():
            self.stopped.set_result(reason)

    async def close(self) -> None:
        """Relay nothing more."""
        for server in self._servers:
            server.close()
        for task in self._pumps:
            task.cancel()
        for end in self._ends:
            end.close()
        with contextlib.suppress(OSError):
            await asyncio.gather(*self._pumps, return_exceptions=True)
