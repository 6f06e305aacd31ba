"""Live pages: who has one open, until when, and what happens to them where the database fails."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from grader.errors import StorageError
from grader.service.web.access import Access, Person, Role
from grader.service.web.streams import Streams
from tests.grader.service.web.serving import Client, Served


@pytest.fixture
def cyd(served: Served) -> Iterator[Client]:
    """An assistant who has just signed in."""
    served.service.access.enrol([Person(name="cyd", role=Role.ASSISTANT)])
    client = served.visitor()
    client.post(f"/sign-in/{served.service.access.new_link('cyd', lives_s=60)}", csrf="")
    yield client
    served.service.access.forget("cyd")


def _sign_out(client: Client, _: Access) -> None:
    client.post("/sign-out")


def _forget(_: Client, access: Access) -> None:
    access.forget("cyd")


def _demote(_: Client, access: Access) -> None:
    access.enrol([Person(name="cyd", role=Role.LEARNER)])


@pytest.mark.parametrize("leave", [_sign_out, _forget, _demote])
def test_a_stream_ends_with_what_its_owner_may_see(
    served: Served, cyd: Client, monkeypatch: pytest.MonkeyPatch, leave: Callable[[Client, Access], None]
) -> None:
    """A page that stays open on another computer shows nothing more, also where it is never quiet."""
    monkeypatch.setattr("grader.service.web.streams.CHECK_S", 0.05)
    monkeypatch.setattr("grader.service.web.home._PING_S", 1)
    with cyd.events() as (_, events):
        next(events)
        leave(cyd, served.service.access)
        assert list(events) == []


def test_a_token_opens_no_stream(served: Served) -> None:
    """So none is open that could outlive one."""
    with served.by_token("ada").events() as (status, _):
        assert status == 401


def test_nobody_opens_streams_without_end(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than a few is refused, and others still have theirs."""
    monkeypatch.setattr("grader.service.web.streams.MOST_EACH", 1)
    with served.as_person("ada").events() as (first, events):
        next(events)
        with served.as_person("ada").events() as (second, _), served.as_person("bob").events() as (other, _):
            assert (first, second, other) == (200, 503, 200)


def test_a_database_that_fails_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that are open show what comes afterwards."""
    monkeypatch.setattr("grader.service.web.streams.POLL_S", 0)
    asked = count()

    def version() -> int:
        if (number := next(asked)) == 1:
            raise StorageError("the server is starting")
        return number

    ada = Person(name="ada", role=Role.LEARNER)
    streams = Streams(
        version=version,
        read=lambda topics: {topic: next(asked) for topic in topics},
        draw=lambda topic, shown: f"{topic} {shown}",
        signed_in=lambda sessions: dict.fromkeys(sessions, ada),
    )

    async def events() -> list[str]:
        poll = asyncio.create_task(streams.poll())
        with streams.opened("session", ada) as stream:
            assert stream is not None
            follow = streams.follow(stream)
            found = [await asyncio.wait_for(anext(follow), 30) for _ in range(3)]
        poll.cancel()
        return found

    assert len(asyncio.run(events())) == 3
