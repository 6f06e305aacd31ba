"""Channels on real sockets: to libzmq, which kernels speak through, and to peers that are none."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import zmq
from jupyter_client.session import Session

from grader.probe.outside.channels import (
    GREETING,
    BrokenProtocol,
    ConnectionClosed,
    KernelConnection,
    MessageBudget,
    OutputFlood,
)

SENT = {
    "header": {"msg_id": "1", "msg_type": "status"},
    "parent_header": {},
    "metadata": {},
    "content": {"a": [1, "é"]},
}

T = TypeVar("T")
AT_MOST_S = 20
"""Seconds after which a test fails whose other end never speaks."""


def ended(work: Coroutine[Any, Any, T]) -> T:
    """What a conversation comes to. It fails instead of waiting for ever."""
    return asyncio.run(asyncio.wait_for(work, AT_MOST_S))


def connection(**allowed: int) -> KernelConnection:
    """One with a small budget."""
    return KernelConnection(
        MessageBudget(**{"frame_bytes": 10**6, "total_bytes": 10**7, "messages": 100, "work": 10**6} | allowed)
    )


@contextlib.contextmanager
def libzmq(kind: int, path: Path, **options: bytes) -> Iterator[zmq.Socket[bytes]]:
    """A socket of libzmq's that listens."""
    with zmq.Context() as context, context.socket(kind) as peer:
        peer.linger = 0
        peer.rcvtimeo = 1000 * AT_MOST_S
        for name, value in options.items():
            peer.setsockopt(getattr(zmq, name), value)
        peer.bind(f"ipc://{path}")
        yield peer


@contextlib.contextmanager
def listening(path: Path) -> Iterator[socket.socket]:
    """A bare socket that listens."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.bind(str(path))
        peer.listen(1)
        peer.settimeout(0)
        yield peer


def test_a_request_and_its_reply_pass_as_they_were_sent(tmp_path: Path) -> None:
    """What a client sends before the other end is ready waits until it is."""
    session = Session(key=b"k")

    async def talk(peer: zmq.Socket[bytes]) -> object:
        channel = await connection().open(str(tmp_path / "shell"), b"DEALER", session)
        channel.send(session.msg("kernel_info_request"))
        reply = asyncio.ensure_future(channel.get_msg())
        identity, *asked = await asyncio.to_thread(peer.recv_multipart)
        assert session.deserialize(session.feed_identities(asked)[1])["msg_type"] == "kernel_info_request"
        peer.send_multipart([identity, *session.serialize(SENT)])
        said = await reply
        channel.stop()
        return said

    with libzmq(zmq.ROUTER, tmp_path / "shell") as peer:
        said = ended(talk(peer))

    assert said == SENT | {"msg_id": "1", "msg_type": "status", "buffers": []}


def test_a_subscriber_hears_the_welcome_and_all_that_follows(tmp_path: Path) -> None:
    """It subscribes as soon as the other end is ready, and no sooner: libzmq hangs up on a message before that."""
    session = Session(key=b"k")

    async def talk(peer: zmq.Socket[bytes]) -> list[str]:
        channel = await connection().open(str(tmp_path / "iopub"), b"SUB", session)
        subscribed = await asyncio.to_thread(peer.recv)
        assert subscribed == b"\x01"
        for number in range(3):
            peer.send_multipart(session.serialize(SENT | {"header": {"msg_id": str(number), "msg_type": "status"}}))
        said = [(await channel.get_msg())["msg_id"] for _ in range(3)]
        channel.stop()
        return said

    with libzmq(zmq.XPUB, tmp_path / "iopub") as peer:
        assert ended(talk(peer)) == ["0", "1", "2"]


def test_a_message_that_another_key_signed_is_an_error(tmp_path: Path) -> None:
    """As one is that lacks a part."""

    async def talk(peer: zmq.Socket[bytes]) -> None:
        channel = await connection().open(str(tmp_path / "iopub"), b"SUB", Session(key=b"k"))
        await asyncio.to_thread(peer.recv)
        whole = Session(key=b"other").serialize(SENT)
        for parts in (whole, whole[:-1], [b"x"]):
            peer.send_multipart(parts)
            with pytest.raises(ValueError, match=r"signature|unpack|in list"):
                await channel.get_msg()
        channel.stop()

    with libzmq(zmq.XPUB, tmp_path / "iopub") as peer:
        ended(talk(peer))


@pytest.mark.parametrize(
    ("said", "reason"),
    [(GREETING + bytes([2]) + bytes([255] * 8), BrokenProtocol), (GREETING + b"\0\0" * 101, OutputFlood)],
)
def test_what_goes_too_far_ends_the_connection_and_says_why(tmp_path: Path, said: bytes, reason: type) -> None:
    """The kernel is hung up on, and the first reason stays."""

    async def talk(kernel: socket.socket) -> tuple[Exception, bool, bytes]:
        loop, ours = asyncio.get_running_loop(), connection()
        await ours.open(str(tmp_path / "kernel"), b"SUB", Session())
        theirs, _ = await loop.sock_accept(kernel)
        theirs.settimeout(0)
        await loop.sock_sendall(theirs, said)
        why = await ours.stopped
        left = b"".join([part async for part in _until_hung_up(theirs)])
        theirs.close()
        return why, ours.has_refused, left[: len(GREETING)]

    with listening(tmp_path / "kernel") as kernel:
        why, refused, left = ended(talk(kernel))

    assert (type(why), refused, left) == (reason, True, GREETING)


async def _until_hung_up(peer: socket.socket) -> AsyncIterator[bytes]:
    """All that is read from a socket."""
    with contextlib.suppress(ConnectionResetError):
        while part := await asyncio.get_running_loop().sock_recv(peer, 4096):
            yield part


def test_a_kernel_that_hangs_up_is_reported_and_not_refused(tmp_path: Path) -> None:
    """It may as well be dying. To speak to it is an error."""

    async def talk(kernel: socket.socket) -> tuple[Exception, bool]:
        ours = connection()
        channel = await ours.open(str(tmp_path / "kernel"), b"DEALER", Session())
        theirs, _ = await asyncio.get_running_loop().sock_accept(kernel)
        theirs.close()
        why = await ours.stopped
        with pytest.raises(ConnectionClosed):
            channel.send(Session().msg("execute_request"))
        return why, ours.has_refused

    with listening(tmp_path / "kernel") as kernel:
        why, refused = ended(talk(kernel))

    assert (type(why), refused) == (ConnectionClosed, False)


def test_a_kernel_that_is_gone_is_no_fault_of_the_connection(tmp_path: Path) -> None:
    """Nothing is raised until somebody speaks to it."""

    async def talk() -> bool:
        channel = await connection().open(str(tmp_path / "nobody"), b"DEALER", Session())
        return channel.is_alive()

    assert not ended(talk())
