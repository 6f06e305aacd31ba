"""What a kernel sends is counted before the grader stores any of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.probe.outside.channels import (
    FRAME_WORK,
    FRAMES_PER_MESSAGE,
    MESSAGE_WORK,
    READ_WORK,
    BrokenProtocol,
    MessageBudget,
    MessageReader,
    OutputFlood,
    message,
)

GREETING = b"\xff" + bytes(8) + b"\x7f\x03" + bytes(53)


def budget(
    *, frame_bytes: int = 1000, total_bytes: int = 10**6, messages: int = 10, work: int = 10**6
) -> MessageBudget:
    return MessageBudget(frame_bytes=frame_bytes, total_bytes=total_bytes, messages=messages, work=work)


def heard(stream: bytes, allowed: MessageBudget) -> list[list[bytes]]:
    """The messages in a kernel's bytes."""
    return list(MessageReader(allowed).feed(stream))


@given(
    sent=st.lists(st.lists(st.binary(max_size=600), min_size=1, max_size=5), max_size=10),
    cuts=st.lists(st.integers(1, 300), min_size=1),
)
def test_messages_are_put_together_wherever_a_chunk_ends(sent: list[list[bytes]], cuts: list[int]) -> None:
    """The same stream is the same messages, however it is cut into chunks."""
    stream, reader, place = GREETING + b"".join(map(message, sent)), MessageReader(budget()), 0
    found: list[list[bytes]] = []
    while stream:
        cut = cuts[place % len(cuts)]
        found += reader.feed(stream[:cut])
        stream, place = stream[cut:], place + 1

    assert (found, reader.budget.spent_messages, bytes(reader.pending)) == (sent, len(sent), b"")


def test_a_frame_over_the_cap_is_refused_by_its_length_alone() -> None:
    """Nothing of its body need come."""
    with pytest.raises(BrokenProtocol, match="1001 bytes"):
        heard(GREETING + bytes([2]) + (1001).to_bytes(8, "big"), budget())


def test_a_message_of_endless_parts_is_refused() -> None:
    """They would be kept until the last came."""
    with pytest.raises(BrokenProtocol, match="parts"):
        heard(GREETING + bytes([1, 0]) * (FRAMES_PER_MESSAGE + 1), budget())


def test_more_messages_than_a_cell_may_send_are_a_flood_until_the_next_cell() -> None:
    """The count begins anew with each cell."""
    reader = MessageReader(budget(messages=2))
    assert len([*reader.feed(GREETING + message([b"x"]) * 2)]) == 2
    reader.budget.renew()
    assert len([*reader.feed(message([b"x"]) * 2)]) == 2

    with pytest.raises(OutputFlood, match="2 messages"):
        list(reader.feed(message([b"x"])))


def test_more_bytes_than_a_run_may_send_are_a_flood() -> None:
    """However small each message is."""
    with pytest.raises(OutputFlood, match="1000 bytes"):
        heard(GREETING + message([b"x" * 100]) * 10, budget(total_bytes=1000, messages=10**6))


@pytest.mark.parametrize("greeting", [bytes(64), GREETING[:10] + b"\x01" + GREETING[11:], b"GET / HTTP/1.1\r\n" * 4])
def test_whoever_greets_otherwise_is_not_a_kernel(greeting: bytes) -> None:
    """Older framings, which would not be followed rightly, included."""
    with pytest.raises(BrokenProtocol, match="greeting"):
        heard(greeting, budget())


def ready() -> bytes:
    """The command that a kernel sends once."""
    return bytes([4, 6]) + b"\x05READY"


def test_a_command_after_the_first_is_none_of_a_kernel() -> None:
    """A kernel says READY once. Endless commands would be neither messages nor, being tiny, many bytes."""
    reader = MessageReader(budget())
    assert list(reader.feed(GREETING + ready() + message([b"x"]))) == [[b"x"]]

    for command in (
        bytes([4, 5]) + b"\x04PING",
        bytes([4, 0]),
        ready(),
        bytes([6]) + (5).to_bytes(8, "big") + b"\x04PONG",
    ):
        again = MessageReader(budget())
        with pytest.raises(BrokenProtocol, match="a command after the first"):
            list(again.feed(GREETING + ready() + command))


def test_flags_that_zmtp_has_not_are_refused() -> None:
    """Five of the eight bits are reserved."""
    with pytest.raises(BrokenProtocol, match="flags 8"):
        heard(GREETING + ready() + bytes([8, 0]), budget())


@pytest.mark.parametrize(
    ("piece", "at_once"),
    [
        pytest.param(message([b""]), False, id="empty messages"),
        pytest.param(message([b""] * 64), False, id="messages of many empty frames"),
        pytest.param(bytes([2]) + (900).to_bytes(8, "big") + bytes(900), True, id="one byte at a time"),
        pytest.param(bytes([1, 0]) * 60 + bytes([0, 0]), True, id="frames of half a byte"),
    ],
)
def test_work_is_counted_whatever_it_is_made_of(piece: bytes, at_once: bool) -> None:  # noqa: FBT001 - a table
    """Reads, frames and messages spend one budget, which a new cell does not renew: bytes alone bound none of it."""
    reader = MessageReader(budget(total_bytes=10**9, messages=10**9, work=50_000))
    list(reader.feed(GREETING + ready()))

    def send() -> None:
        for _ in range(2_000):
            reader.budget.renew()
            for chunk in (bytes([one]) for one in piece) if at_once else (piece,):
                list(reader.feed(chunk))

    with pytest.raises(OutputFlood, match="more work than 50000"):
        send()
    assert reader.budget.spent_bytes < 100_000


def test_a_read_each_frame_and_a_message_count_as_what_they_take() -> None:
    """What comes at once is one read, however many frames it completes."""
    reader = MessageReader(budget())
    list(reader.feed(GREETING + ready() + message([b"", b"x", b"y"])))

    assert reader.budget.spent_work == READ_WORK + 4 * FRAME_WORK + MESSAGE_WORK


def test_an_honest_run_is_far_from_its_work() -> None:
    """Three hundred cells of ten messages each, and three answers of eight megabytes in chunks of four kilobytes."""
    reader = MessageReader(budget(frame_bytes=2**23, total_bytes=2**25, messages=1_000, work=10**6))
    list(reader.feed(GREETING + ready()))
    for _ in range(300):
        reader.budget.renew()
        for _ in range(10):
            list(reader.feed(message([b"x" * 100] * 7)))
    answer = message([b"x" * 2**23])
    for place in range(0, len(answer), 4096):
        list(reader.feed(answer[place : place + 4096]))

    assert reader.budget.spent_work < reader.budget.work
