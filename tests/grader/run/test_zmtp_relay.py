"""The relay counts what a kernel sends before the grader stores any of it."""

import asyncio
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.run.zmtp_relay import (
    FRAMES_PER_MESSAGE,
    BrokenProtocol,
    ConnectionClosed,
    MessageBudget,
    Meter,
    OutputFlood,
    Relay,
)

GREETING = b"\xff" + bytes(8) + b"\x7f\x03" + bytes(53)


def budget(*, frame_bytes: int = 1000, total_bytes: int = 10**6, messages: int = 10) -> MessageBudget:
    return MessageBudget(frame_bytes=frame_bytes, total_bytes=total_bytes, messages=messages)


def frame(body: bytes, *, more: bool = False) -> bytes:
    """A frame of ZMTP 3, long where it has to be."""
    if len(body) < 256:
        return bytes([int(more), len(body)]) + body
    return bytes([int(more) | 2]) + len(body).to_bytes(8, "big") + body


@given(bodies=st.lists(st.binary(max_size=600), max_size=10), cuts=st.lists(st.integers(1, 300), min_size=1))
def test_frames_are_followed_wherever_a_chunk_ends(bodies: list[bytes], cuts: list[int]) -> None:
    """The same stream is the same messages, however it is cut into chunks."""
    stream, meter, place = GREETING + b"".join(map(frame, bodies)), Meter(budget()), 0
    while stream:
        cut = cuts[place % len(cuts)]
        meter.feed(stream[:cut])
        stream, place = stream[cut:], place + 1

    assert (meter.budget.spent_messages, meter.body, bytes(meter.pending)) == (len(bodies), 0, b"")


def test_a_frame_over_the_cap_is_refused_by_its_length_alone() -> None:
    """Nothing of its body need come."""
    with pytest.raises(BrokenProtocol, match="1001 bytes"):
        Meter(budget()).feed(GREETING + bytes([2]) + (1001).to_bytes(8, "big"))


def test_a_message_of_endless_parts_is_refused() -> None:
    """The client library would keep every one of them until the last came."""
    with pytest.raises(BrokenProtocol, match="parts"):
        Meter(budget()).feed(GREETING + frame(b"", more=True) * (FRAMES_PER_MESSAGE + 1))


def test_more_messages_than_a_cell_may_send_are_a_flood_until_the_next_cell() -> None:
    """The count begins anew with each cell."""
    meter = Meter(budget(messages=2))
    meter.feed(GREETING + frame(b"x") * 2)
    meter.budget.renew()
    meter.feed(frame(b"x") * 2)

    with pytest.raises(OutputFlood, match="2 messages"):
        meter.feed(frame(b"x"))


def test_more_bytes_than_a_run_may_send_are_a_flood() -> None:
    """However small each message is."""
    meter = Meter(budget(total_bytes=1000, messages=10**6))

    with pytest.raises(OutputFlood, match="1000 bytes"):
        meter.feed(GREETING + frame(b"x" * 100) * 10)


@pytest.mark.parametrize("greeting", [bytes(64), GREETING[:10] + b"\x01" + GREETING[11:], b"GET / HTTP/1.1\r\n" * 4])
def test_whoever_greets_otherwise_is_not_a_kernel(greeting: bytes) -> None:
    """Older framings, which would not be followed rightly, included."""
    with pytest.raises(BrokenProtocol, match="greeting"):
        Meter(budget()).feed(greeting)


def test_what_passes_is_passed_on_and_what_does_not_ends_it(tmp_path: Path) -> None:
    """Bytes arrive as they were sent, both ways, up to the chunk that goes too far."""

    async def talk() -> tuple[bytes, bytes, Exception]:
        kernel = socket.socket(socket.AF_UNIX)
        kernel.bind(str(tmp_path / "kernel"))
        kernel.listen(1)
        kernel.settimeout(0)
        loop, relay = asyncio.get_running_loop(), Relay(budget())
        await relay.join(str(tmp_path / "relay"), str(tmp_path / "kernel"))
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / "relay"))
        theirs, _ = await loop.sock_accept(kernel)
        theirs.settimeout(0)
        writer.write(b"asked")
        asked = await loop.sock_recv(theirs, 100)
        await loop.sock_sendall(theirs, GREETING)
        greeted = await reader.readexactly(len(GREETING))
        await loop.sock_sendall(theirs, bytes([2]) + bytes([255] * 8))
        reason = await relay.stopped
        await relay.close()
        assert await reader.read() == b""
        writer.close()
        theirs.close()
        kernel.close()
        return asked, greeted, reason

    asked, greeted, reason = asyncio.run(talk())

    assert (asked, greeted, type(reason)) == (b"asked", GREETING, BrokenProtocol)


def test_a_kernel_that_hangs_up_is_reported_and_the_client_is_kept(tmp_path: Path) -> None:
    """The client library would abort this process were it hung up on in the middle of a message."""

    async def talk() -> tuple[Exception, bool]:
        loop, relay = asyncio.get_running_loop(), Relay(budget())
        kernel = socket.socket(socket.AF_UNIX)
        kernel.bind(str(tmp_path / "kernel"))
        kernel.listen(1)
        kernel.settimeout(0)
        await relay.join(str(tmp_path / "relay"), str(tmp_path / "kernel"))
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / "relay"))
        theirs, _ = await loop.sock_accept(kernel)
        theirs.close()
        reason = await relay.stopped
        kept = not reader.at_eof() and not writer.is_closing()
        await relay.close()
        assert await reader.read() == b""
        writer.close()
        kernel.close()
        return reason, kept

    reason, kept = asyncio.run(talk())

    assert (type(reason), kept) == (ConnectionClosed, True)


def test_a_kernel_that_is_gone_is_not_a_fault_of_the_relay(tmp_path: Path) -> None:
    """The client is hung up on, and nothing is raised."""

    async def talk() -> bytes:
        relay = Relay(budget())
        await relay.join(str(tmp_path / "relay"), str(tmp_path / "nobody"))
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / "relay"))
        said = await reader.read()
        writer.close()
        await relay.close()
        return said

    assert asyncio.run(talk()) == b""
