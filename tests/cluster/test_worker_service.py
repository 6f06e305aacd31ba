"""A worker's side answers whatever it is asked, by a reply, and never by an exception."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from grader.cluster.messages import (
    Card,
    Fault,
    Leaving,
    Lost,
    Meet,
    Order,
    Ran,
    Refusal,
    Reply,
    Taught,
    Teach,
    Welcome,
    What,
    encode,
    reply_of,
)
from grader.cluster.worker_service import FAULTS, Station, batch_of
from grader.errors import KernelFault, SandboxError, SpecError, StorageError, ZygoteLost
from grader.model import Outcome, Run
from grader.source.records import Reading, Source, SourceCell
from grader.storage.runs import unpack
from tests.cluster.simulated import card

MEET = Meet(card=card(), salt=b"salt")
Work = Callable[[], Awaitable[None]]


class Bench:
    """Runs what a test gives it."""

    def __init__(self, work: Work | None = None, learn: Exception | None = None) -> None:
        self.work = work
        self.trouble = learn
        self.salts: list[bytes] = []

    def card(self) -> Card:
        """The same as everyone's."""
        return card()

    def take_on(self, salt: bytes) -> None:
        """Keep it."""
        self.salts.append(salt)

    async def learn(self, _: Teach) -> None:
        """As far as the test lets it."""
        if self.trouble:
            raise self.trouble

    async def run(self, order: Order) -> Run:
        """Whatever the test says, and then a run."""
        if self.work:
            await self.work()
        return Run(key=order.key, outcome=Outcome.OK)


def raising(error: Exception) -> Work:
    async def work() -> None:
        raise error

    return work


def asked(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


async def tell(station: Station, what: What, message: Any, ticket: str = "t") -> Reply:
    return reply_of(await station.answer(what, message if isinstance(message, bytes) else encode(message), ticket))


def order(meet: Meet = MEET) -> Order:
    return Order(
        batch=batch_of(meet), exercise="05/a", key="k", reading=Reading(source=Source(cells=(SourceCell(text="x"),)))
    )


def open_station(bench: Bench) -> Station:
    return Station(bench, seats=3, say=lambda _: None)


def test_it_works_for_whom_it_met() -> None:
    """Welcome, taught, ran: with the run in the store's own format."""

    async def test() -> None:
        station = open_station(Bench())
        assert await tell(station, "meet", MEET) == Welcome(seats=3, processor="simulated")
        teach = Teach(batch=batch_of(MEET), exercise="05/a", key="k", run=b"")
        assert await tell(station, "teach", teach) == Taught()
        reply = await tell(station, "run", order())
        assert isinstance(reply, Ran)
        assert unpack(reply.run, "k") == Run(key="k", outcome=Outcome.OK)

    asked(test())


def test_whom_it_did_not_meet_it_works_for_no_more() -> None:
    """An order of another batch is left to others, whatever it says."""

    async def test() -> None:
        station = open_station(Bench())
        await tell(station, "meet", MEET)
        other = Meet(card=card(), salt=b"other")
        assert await tell(station, "run", order(other)) == Leaving()
        await tell(station, "meet", other)
        assert await tell(station, "run", order()) == Leaving()

    asked(test())


def test_the_same_batch_is_met_again_without_a_loss() -> None:
    """A coordinator that comes back finds everything prepared."""

    async def test() -> None:
        bench = Bench()
        station = open_station(bench)
        for _ in range(2):
            await tell(station, "meet", MEET)
        assert bench.salts == [b"salt"]

    asked(test())


@pytest.mark.parametrize("error", [SpecError("another reference"), ValueError("no run")])
def test_what_it_cannot_be_taught_it_refuses(error: Exception) -> None:
    """The reason reaches the coordinator."""

    async def test() -> None:
        station = open_station(Bench(learn=error))
        await tell(station, "meet", MEET)
        teach = Teach(batch=batch_of(MEET), exercise="05/a", key="k", run=b"")
        assert await tell(station, "teach", teach) == Refusal(why=str(error))

    asked(test())


@pytest.mark.parametrize(
    ("error", "reply"),
    [
        (KernelFault("no kernel"), Fault(message="no kernel")),
        (KeyError("y"), Fault(message="KeyError: 'y'")),
        (ZygoteLost("the zygote died"), Lost(message="the zygote died")),
        (SandboxError("no jail"), Lost(message="no jail")),
        (StorageError("disk full"), Lost(message="disk full")),
    ],
)
def test_every_failure_is_a_reply(error: Exception, reply: Reply) -> None:
    """A fault is tried again; a lost zygote, and a machine that can't go on after it, suspect the run."""

    async def test() -> None:
        station = open_station(Bench(raising(error)))
        await tell(station, "meet", MEET)
        assert await tell(station, "run", order()) == reply
        assert station.broken.done() == isinstance(error, SandboxError | StorageError)
        if station.broken.done():  # whatever comes on its way out is nobody's doing
            assert await tell(station, "run", order()) == Leaving()

    asked(test())


@pytest.mark.parametrize("message", [b"", b"\xc1", encode(MEET)])
def test_nonsense_is_a_fault(message: bytes) -> None:
    """Also a message that is something else's."""

    async def test() -> None:
        station = open_station(Bench())
        await tell(station, "meet", MEET)
        assert isinstance(await tell(station, "run", message), Fault)

    asked(test())


def test_a_machine_that_only_fails_stops() -> None:
    """Instead of going through the whole cohort."""

    async def test() -> None:
        station = open_station(Bench(raising(KernelFault("no"))))
        await tell(station, "meet", MEET)
        replies = [await tell(station, "run", order()) for _ in range(FAULTS)]
        assert replies == [Fault(message="no")] * FAULTS
        assert "5 faults in a row, the last one: no" in str(station.broken.result())

    asked(test())


def test_what_nobody_waits_for_is_ended() -> None:
    """Its clean-up is done when the reply comes, and nothing else is ended with it."""
    cleaned: list[str] = []

    async def test() -> None:
        both = asyncio.Barrier(3)

        async def work() -> None:
            try:
                await both.wait()
                await asyncio.Future[None]()
            finally:
                cleaned.append("one")

        station = open_station(Bench(work))
        await tell(station, "meet", MEET)
        first, second = (asyncio.create_task(tell(station, "run", order(), ticket)) for ticket in "ab")
        await both.wait()
        station.end("a")
        assert await first == Leaving()
        assert (cleaned, second.done()) == (["one"], False)
        await station.leave()
        assert await second == Leaving()
        assert len(cleaned) == 2

    asked(test())


def test_another_coordinator_waits_for_its_turn() -> None:
    """It is refused while there is something to do, and takes over after that."""

    async def test() -> None:
        begun, go = asyncio.Event(), asyncio.Event()

        async def work() -> None:
            begun.set()
            await go.wait()

        bench = Bench(work)
        station, other = open_station(bench), Meet(card=card(), salt=b"other")
        await tell(station, "meet", MEET)
        running = asyncio.create_task(tell(station, "run", order(), "a"))
        await begun.wait()
        assert await tell(station, "meet", other, "b") == Refusal(why="it is at work for another batch", busy=True)
        go.set()
        assert isinstance(await running, Ran)
        assert isinstance(await tell(station, "meet", other), Welcome)
        assert bench.salts == [b"salt", b"other"]

    asked(test())
