"""A worker's side answers whatever it is asked, by a reply, and never by an exception."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from grader.engine.cluster.messages import (
    CallName,
    ExplainReply,
    ExplainRequest,
    Hello,
    HelloRefusal,
    HelloReply,
    LoadReference,
    ReferenceLoaded,
    Reply,
    RunReply,
    RunRequest,
    WorkerFault,
    WorkerFingerprint,
    WorkerLeaving,
    encode_record,
    reply_of,
)
from grader.engine.cluster.worker_service import FAULTS, WorkerService, batch_of
from grader.errors import KernelFault, SandboxError, SpecError, StorageError, ZygoteLost
from grader.model import Diagnosis, Outcome, Run
from grader.source.records import Reading, Source, SourceCell
from grader.storage.runs import decode_run
from tests.cluster.simulated import card

MEET = Hello(fingerprint=card(), salt=b"salt")
Work = Callable[[], Awaitable[None]]


class RecordingEngine:
    """Runs what a test gives it."""

    def __init__(self, work: Work | None = None, learn: Exception | None = None) -> None:
        self.work = work
        self.trouble = learn
        self.salts: list[bytes] = []

    def fingerprint(self) -> WorkerFingerprint:
        """The same as everyone's."""
        return card()

    def reset_salt(self, salt: bytes) -> None:
        """Keep it."""
        self.salts.append(salt)

    async def load_reference(self, _: LoadReference) -> None:
        """As far as the test lets it."""
        if self.trouble:
            raise self.trouble

    async def run(self, order: RunRequest) -> Run:
        """Whatever the test says, and then a run."""
        if self.work:
            await self.work()
        return Run(key=order.key, outcome=Outcome.OK)

    async def explain(self, order: ExplainRequest) -> ExplainReply:
        """One cause, which says which run it was of."""
        if self.work:
            await self.work()
        cause = Diagnosis(rule="other_name", message=order.key, where="", lesson="05", hints=())
        return ExplainReply(diagnoses=(cause,), cpu_s=0.5)


def raising(error: Exception) -> Work:
    async def work() -> None:
        raise error

    return work


def asked(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


async def send(service: WorkerService, what: CallName, message: Any, ticket: str = "t") -> Reply:
    return reply_of(
        await service.answer(what, message if isinstance(message, bytes) else encode_record(message), ticket)
    )


def order(meet: Hello = MEET) -> RunRequest:
    return RunRequest(
        batch=batch_of(meet), exercise="05/a", key="k", reading=Reading(source=Source(cells=(SourceCell(text="x"),)))
    )


def open_service(worker_engine: RecordingEngine) -> WorkerService:
    return WorkerService(worker_engine, slots=3, say=lambda _: None)


def test_it_works_for_whom_it_met() -> None:
    """Welcome, taught, ran: with the run in the store's own format."""

    async def test() -> None:
        service = open_service(RecordingEngine())
        assert await send(service, "hello", MEET) == HelloReply(slots=3, processor="simulated")
        teach = LoadReference(batch=batch_of(MEET), exercise="05/a", key="k", run=b"")
        assert await send(service, "load_reference", teach) == ReferenceLoaded()
        reply = await send(service, "run", order())
        assert isinstance(reply, RunReply)
        assert decode_run(reply.run, "k") == Run(key="k", outcome=Outcome.OK)

    asked(test())


def test_whom_it_did_not_meet_it_works_for_no_more() -> None:
    """An order of another batch is left to others, whatever it says."""

    async def test() -> None:
        service = open_service(RecordingEngine())
        await send(service, "hello", MEET)
        other = Hello(fingerprint=card(), salt=b"other")
        assert await send(service, "run", order(other)) == WorkerLeaving()
        await send(service, "hello", other)
        assert await send(service, "run", order()) == WorkerLeaving()

    asked(test())


def test_why_a_run_fails_is_asked_like_a_run() -> None:
    """The causes come back; a coordinator that it does not work for gets none."""

    async def test() -> None:
        service, run = open_service(RecordingEngine()), order()
        question = ExplainRequest(batch=run.batch, exercise=run.exercise, key=run.key, reading=run.reading, run=b"")
        assert await send(service, "explain", question) == WorkerLeaving()
        await send(service, "hello", MEET)
        reply = await send(service, "explain", question)
        assert isinstance(reply, ExplainReply)
        assert ([one.message for one in reply.diagnoses], reply.cpu_s) == (["k"], 0.5)

    asked(test())


def test_the_same_batch_is_met_again_without_a_loss() -> None:
    """A coordinator that comes back finds everything prepared."""

    async def test() -> None:
        worker_engine = RecordingEngine()
        service = open_service(worker_engine)
        for _ in range(2):
            await send(service, "hello", MEET)
        assert worker_engine.salts == [b"salt"]

    asked(test())


@pytest.mark.parametrize("error", [SpecError("another reference"), ValueError("no run")])
def test_what_it_cannot_be_taught_it_refuses(error: Exception) -> None:
    """The reason reaches the coordinator."""

    async def test() -> None:
        service = open_service(RecordingEngine(learn=error))
        await send(service, "hello", MEET)
        teach = LoadReference(batch=batch_of(MEET), exercise="05/a", key="k", run=b"")
        assert await send(service, "load_reference", teach) == HelloRefusal(why=str(error))

    asked(test())


@pytest.mark.parametrize(
    ("error", "reply"),
    [
        (KernelFault("no kernel"), WorkerFault(message="no kernel")),
        (KeyError("y"), WorkerFault(message="KeyError: 'y'")),
        (ZygoteLost("the zygote died"), WorkerFault(message="the zygote died", lost=True)),
        (SandboxError("no jail"), WorkerFault(message="no jail", lost=True)),
        (StorageError("disk full"), WorkerFault(message="disk full", lost=True)),
    ],
)
def test_every_failure_is_a_reply(error: Exception, reply: Reply) -> None:
    """A fault is tried again; a lost zygote, and a machine that can't go on after it, suspect the run."""

    async def test() -> None:
        service = open_service(RecordingEngine(raising(error)))
        await send(service, "hello", MEET)
        assert await send(service, "run", order()) == reply
        assert service.broken.done() == isinstance(error, SandboxError | StorageError)
        if service.broken.done():  # whatever comes on its way out is nobody's doing
            assert await send(service, "run", order()) == WorkerLeaving()

    asked(test())


@pytest.mark.parametrize("message", [b"", b"\xc1", encode_record(MEET)])
def test_nonsense_is_a_fault(message: bytes) -> None:
    """Also a message that is something else's."""

    async def test() -> None:
        service = open_service(RecordingEngine())
        await send(service, "hello", MEET)
        assert isinstance(await send(service, "run", message), WorkerFault)

    asked(test())


def test_a_machine_that_only_fails_stops() -> None:
    """Instead of going through the whole cohort."""

    async def test() -> None:
        service = open_service(RecordingEngine(raising(KernelFault("no"))))
        await send(service, "hello", MEET)
        replies = [await send(service, "run", order()) for _ in range(FAULTS)]
        assert replies == [WorkerFault(message="no")] * FAULTS
        assert "5 errors in a row; the last one: no" in str(service.broken.result())

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

        service = open_service(RecordingEngine(work))
        await send(service, "hello", MEET)
        first, second = (asyncio.create_task(send(service, "run", order(), ticket)) for ticket in "ab")
        await both.wait()
        service.end("a")
        assert await first == WorkerLeaving()
        assert (cleaned, second.done()) == (["one"], False)
        await service.leave()
        assert await second == WorkerLeaving()
        assert len(cleaned) == 2

    asked(test())


def test_another_coordinator_waits_for_its_turn() -> None:
    """It is refused while there is something to do, and takes over after that."""

    async def test() -> None:
        begun, go = asyncio.Event(), asyncio.Event()

        async def work() -> None:
            begun.set()
            await go.wait()

        worker_engine = RecordingEngine(work)
        service, other = open_service(worker_engine), Hello(fingerprint=card(), salt=b"other")
        await send(service, "hello", MEET)
        running = asyncio.create_task(send(service, "run", order(), "a"))
        await begun.wait()
        assert await send(service, "hello", other, "b") == HelloRefusal(
            why="it is working for another batch", busy=True
        )
        go.set()
        assert isinstance(await running, RunReply)
        assert isinstance(await send(service, "hello", other), HelloReply)
        assert worker_engine.salts == [b"salt", b"other"]

    asked(test())
