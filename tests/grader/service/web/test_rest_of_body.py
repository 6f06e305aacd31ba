"""What is read of a request before it is answered."""

import asyncio
from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope, Send

from grader.service.web import middleware
from grader.service.web.middleware import RestOfBody

SENT: tuple[tuple[bytes, bytes], ...] = ((b"content-length", b"20"),)
CHUNKED: tuple[tuple[bytes, bytes], ...] = ((b"transfer-encoding", b"chunked"),)
PIECES = (
    {"type": "http.request", "body": b"0123456789", "more_body": True},
    {"type": "http.request", "body": b"0123456789", "more_body": False},
)


def order(
    pieces: Sequence[Message], headers: Sequence[tuple[bytes, bytes]], *, status: int = 403, reads: int = 0
) -> str:
    """What happened, in its order: `r` for a piece that was received, `s` for what was sent of an answer,
    `c` for a start of it that says that the connection closes.
    """
    left, happened = list(pieces), []

    async def receive() -> Message:
        happened.append("r")
        return left.pop(0)

    async def send(message: Message) -> None:
        closes = (b"connection", b"close") in message.get("headers", ())
        happened.append("c" if closes else "s")

    async def refuse(_: Scope, receive: Receive, send: Send) -> None:
        for _read in range(reads):
            await receive()
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"no"})

    asyncio.run(RestOfBody(refuse)({"type": "http", "headers": list(headers)}, receive, send))
    return "".join(happened)


@pytest.mark.parametrize("headers", [SENT, CHUNKED])
@pytest.mark.parametrize("reads", [0, 1, 2])
def test_a_request_is_whole_before_it_is_answered(headers: Sequence[tuple[bytes, bytes]], reads: int) -> None:
    """However much of it the view read itself."""
    assert order(PIECES, headers, reads=reads) == "rrss"


@pytest.mark.parametrize("headers", [(), ((b"content-length", b"0"),)])
def test_a_request_without_a_body_is_answered_at_once(headers: Sequence[tuple[bytes, bytes]]) -> None:
    assert order((), headers) == "ss"


def test_who_has_gone_is_not_waited_for() -> None:
    assert order((PIECES[0], {"type": "http.disconnect"}), SENT) == "rrss"


def test_who_sends_too_slowly_is_told_at_once() -> None:
    """The time that a body may take is over already."""
    assert order((PIECES[0],), SENT, status=408, reads=1) == "rcs"


def test_a_body_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "_MOST_BYTES", 25)

    assert order((PIECES[0],) * 9, CHUNKED) == "rrrcs"


def test_a_sender_who_asks_first_is_not_told_to_go_on() -> None:
    """To read anything of a body would say so. Once it was said, the rest is read."""
    asking = (*SENT, (b"expect", b"100-continue"))

    assert order(PIECES, asking) == "cs"
    assert order(PIECES, asking, reads=1) == "rrss"
