"""The coordinator's side: `ClusterRunner` runs a batch's sources on all workers that are connected.

A new worker is sent the salt, and answers whether its course and grader are the same. It gets an exercise's reference
before the first source of that exercise. If a run is lost with its worker, the batch decides what to do. If a worker
shuts down normally, its runs are sent to a different one at once. A worker that works for a different batch is asked
again every `AGAIN_S` seconds. If the scheduler can't be reached, the batch gives up all runs in flight and asks for a
`restart`, which tries for `PATIENCE_S` seconds to reach it.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from itertools import count
from typing import Any, NoReturn, TypeVar

import msgspec

from grader.engine.batch.state import Attempt, Causes
from grader.engine.cluster import messages
from grader.engine.cluster.connection import SchedulerConnection
from grader.engine.cluster.dask import TlsFiles, security
from grader.engine.cluster.messages import CallName, Hello, Reply, encode_record, run_of
from grader.engine.cluster.slots import SlotRequest, SlotScheduler, host_of
from grader.engine.cluster.worker_service import batch_of
from grader.engine.explaining import is_worth_a_search
from grader.engine.kernel_supply import Notice
from grader.errors import ClusterLost, KernelFault, StorageError, SystemFault, WorkerLeft, WorkerLost
from grader.judging.judge import Judgement, PreparedExercise
from grader.model import Run
from grader.source.records import Reading
from grader.storage.runs import encode_run

T = TypeVar("T")
PATIENCE_S = 120.0
"""Seconds for which the coordinator waits for a lost scheduler."""
AGAIN_S = 1.0
"""Seconds between two attempts to reach the scheduler, or to ask a worker that is busy."""


class ClusterRunner:
    """The workers of one scheduler. Use it inside one event loop, and close it."""

    restarts = 20

    def __init__(
        self, hello: Hello, address: str, *, keys: TlsFiles, notice: Notice, patience_s: float = PATIENCE_S
    ) -> None:
        """`notice` is called with a sentence about each worker that can't be used. Raises `SpecError` without dask."""
        self._address = address
        self._security = security(keys, address)
        self._notice = notice
        self._patience_s = patience_s
        self._hello = hello
        self._batch = batch_of(hello)
        self._link: SchedulerConnection | None = None
        self._linking = asyncio.Lock()
        self._slots = SlotScheduler()
        self._tickets = map(str, count())
        self._given: dict[str, asyncio.Future[str]] = {}
        self._moved = asyncio.Event()
        self._meeting: dict[str, asyncio.Task[None]] = {}
        self._refused: dict[str, str] = {}
        self._loaded: dict[tuple[str, str], asyncio.Future[Reply]] = {}
        self._references: dict[str, bytes] = {}
        self._failed: defaultdict[str, set[str]] = defaultdict(set)
        self._processors = {self._hello.fingerprint.processor}

    @property
    def slots(self) -> int:
        """The slots of all workers; 1 before there is a connection, for runs that the store already has."""
        return self._slots.total if self._link else 1

    async def capacity(self) -> AsyncIterator[int]:
        """Yields the number of slots now, and again each time that a worker joins or leaves."""
        while True:
            self._moved.clear()
            yield self.slots
            await self._moved.wait()

    async def wait_until_ready(self) -> None:
        """Return once there is a worker.

        Raises:
            ClusterLost: no scheduler answers.
            SystemFault: all workers refuse; the message gives each one's reason.
        """
        link = await self._linked()
        if not self._slots.total and not self._meeting:
            command = f"grader worker {self._address}"
            self._notice(f"There is no worker at {self._address} yet; waiting for one. Start one with:  {command}")
        while not self._slots.total:
            if self._hopeless():
                raise SystemFault(self._why_none())
            moved = asyncio.ensure_future(self._moved.wait())
            waited: set[asyncio.Future[Any]] = {moved, link.lost, *self._meeting.values()}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            moved.cancel()
            self._moved.clear()
            if link.lost.done():
                raise ClusterLost(f"{self._address}: the scheduler can't be reached")

    async def _linked(self) -> SchedulerConnection:
        async with self._linking:
            if self._link is None:
                self._link = await SchedulerConnection.open(
                    self._address, self._security, joined=self._join, left=self._leave
                )
                self._moved.set()
            return self._link

    async def restart(self) -> None:
        """Connect to the scheduler again, or to the one that replaces it. Raises `ClusterLost`."""
        await self.close()
        self._notice(f"The scheduler at {self._address} can't be reached; trying again for {self._patience_s:.0f} s.")
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience_s
        while True:
            try:
                await self._linked()
                break
            except ClusterLost:
                if loop.time() > until:
                    raise
                await asyncio.sleep(AGAIN_S)

    async def close(self) -> None:
        """Disconnect from the workers, which then end their kernels."""
        for task in self._meeting.values():
            task.cancel()
        await asyncio.gather(*self._meeting.values(), return_exceptions=True)
        self._meeting.clear()
        if self._link is not None:
            await self._link.close()
        await asyncio.gather(*self._loaded.values(), return_exceptions=True)
        self._link, self._slots = None, SlotScheduler()
        self._loaded.clear()
        self._refused.clear()

    # The workers that are there.

    def _join(self, worker: str, *, later: bool = False) -> None:
        """Greet a worker; one that was greeted before is greeted only after `AGAIN_S` seconds."""
        if worker not in self._meeting:
            self._meeting[worker] = asyncio.create_task(self._greet(worker, later=later))

    async def _greet(self, worker: str, *, later: bool) -> None:
        try:
            if later:
                await asyncio.sleep(AGAIN_S)
            await self._until_met(worker)
        except (WorkerLost, ClusterLost):
            return
        except SystemFault as error:
            self._refuse(worker, str(error))
        finally:
            self._meeting.pop(worker, None)
            self._place()

    async def _until_met(self, worker: str) -> None:
        """Greet a worker until it answers: after that it has slots, or it is refused for a reason."""
        link, busy = await self._linked(), False
        while True:
            match await link.call(worker, "hello", encode_record(self._hello)):
                case messages.HelloReply(slots=slots, processor=processor):
                    self._slots.join(worker, host=host_of(worker), slots=slots)
                    if processor not in self._processors:
                        self._processors.add(processor)
                        different = f"a different processor ({processor}); its results may differ in the last digits"
                        self._notice(f"Worker {worker} has {different}.")
                    return
                case messages.HelloRefusal(why=why, busy=True):
                    if not busy:
                        self._notice(f"Waiting for worker {worker}: {why}")
                    busy = True
                case messages.HelloRefusal(why=why):
                    self._refuse(worker, why)
                    return
            await asyncio.sleep(AGAIN_S)

    def _refuse(self, worker: str, why: str) -> None:
        self._slots.leave(worker)
        self._refused[worker] = why
        self._notice(f"Worker {worker} is not used: {why}")

    def _leave(self, worker: str) -> None:
        """Remove a worker that is gone."""
        self._refused.pop(worker, None)
        self._forget(worker)

    def _forget(self, worker: str) -> None:
        """Send nothing more to a worker, and forget which references it has."""
        before = self._slots.total
        self._slots.leave(worker)
        for key in [key for key in self._loaded if key[0] == worker]:
            del self._loaded[key]
        if before and not self._slots.total:
            advice = "Press Ctrl-C to stop; results so far are kept."
            self._notice(f"There is no worker left at {self._address}; waiting for one. {advice}")
        self._place()

    def _hopeless(self) -> bool:
        return bool(self._refused) and not self._slots.total and not self._meeting

    def _why_none(self) -> str:
        return "No worker can be used: " + "; ".join(f"{worker}: {why}" for worker, why in self._refused.items())

    # What the workers do.

    async def run(self, attempt: Attempt, prepared: PreparedExercise, reading: Reading) -> Run:
        """The run of a source on some worker.

        Raises:
            WorkerLost: its worker is gone, or the worker's zygote.
            WorkerLeft: its worker no longer works for this batch, or no worker is left.
            ClusterLost: the scheduler can't be reached.
            KernelFault: because of an error in the grader on the worker there is no run.
            StorageError: no worker can run that exercise.
        """
        exercise = prepared.exercise.id
        request = messages.RunRequest(batch=self._batch, exercise=exercise, key=attempt.key, reading=reading)
        reply, worker = await self._ask("run", request, messages.RunReply, attempt, prepared)
        return run_of(reply, worker, attempt.key)

    async def explain(
        self, attempt: Attempt, prepared: PreparedExercise, reading: Reading, run: Run, judged: Judgement
    ) -> Causes | None:
        """The causes that a search on some worker proves; None if no repair is searched for. Raises the same
        exceptions as `run`.
        """
        if not is_worth_a_search(run, judged):
            return None
        request = messages.ExplainRequest(
            batch=self._batch, exercise=prepared.exercise.id, key=attempt.key, reading=reading, run=encode_run(run)
        )
        reply, _ = await self._ask("explain", request, messages.ExplainReply, attempt, prepared)
        return Causes(diagnoses=reply.diagnoses, cpu_s=reply.cpu_s)

    async def _ask(
        self, what: CallName, request: msgspec.Struct, kind: type[T], attempt: Attempt, prepared: PreparedExercise
    ) -> tuple[T, str]:
        """A worker's reply to a request, and the worker; the request uses a slot until the reply comes."""
        ticket = next(self._tickets)
        ask = SlotRequest(ticket=ticket, alone=attempt.alone, avoid=frozenset(self._failed[attempt.key]))
        try:
            worker = await self._wait_for_slot(ask)
            reply = await self._request(worker, what, request, attempt, prepared)
        finally:
            self._slots.release(ticket)
            self._place()
        if not isinstance(reply, kind):
            self._raise_for(reply, worker, attempt)
        return reply, worker

    async def _wait_for_slot(self, ask: SlotRequest) -> str:
        """Wait for a worker with a free slot. Raises `ClusterLost`, or `WorkerLeft` if no worker is left."""
        link = await self._linked()
        given: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._given[ask.ticket] = given
        try:
            self._slots.request(ask)
            self._place()
            waited: set[asyncio.Future[Any]] = {given, link.lost}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if not given.done():
                raise ClusterLost(f"{self._address}: the scheduler can't be reached")
            return given.result()
        finally:
            del self._given[ask.ticket]
            if given.done() and not given.cancelled():
                given.exception()  # nothing else will ask for it

    def _place(self) -> None:
        """Give free slots to waiting runs, and report that the capacity may have changed."""
        for ticket, worker in self._slots.assign():
            self._given[ticket].set_result(worker)
        if not self._slots.total:
            for given in self._given.values():
                if not given.done():
                    given.set_exception(WorkerLeft("there is no worker"))
        self._moved.set()

    async def _request(
        self, worker: str, what: CallName, request: msgspec.Struct, attempt: Attempt, prepared: PreparedExercise
    ) -> Reply:
        """A worker's reply to a request. A failure before the request begins does not count against the attempt."""
        link = await self._linked()
        try:
            loaded = await asyncio.shield(self._load_reference(link, worker, prepared))
        except WorkerLost:
            return messages.WorkerLeaving()
        if isinstance(loaded, messages.HelloRefusal):
            self._refuse(worker, loaded.why)
        if not isinstance(loaded, messages.ReferenceLoaded):
            return messages.WorkerLeaving()
        try:
            return await link.call(worker, what, encode_record(request))
        except WorkerLost:
            self._failed[attempt.key].add(host_of(worker))
            raise

    def _load_reference(
        self, link: SchedulerConnection, worker: str, prepared: PreparedExercise
    ) -> "asyncio.Future[Reply]":
        """A worker's reply to an exercise's reference, which is sent to it only once."""
        key = prepared.reference.key
        if key not in self._references:
            self._references[key] = encode_run(prepared.reference)
        if (worker, key) not in self._loaded:
            exercise, run = prepared.exercise.id, self._references[key]
            message = messages.LoadReference(batch=self._batch, exercise=exercise, key=key, run=run)
            call = link.call(worker, "load_reference", encode_record(message))
            self._loaded[worker, key] = asyncio.ensure_future(call)
        return self._loaded[worker, key]

    def _raise_for(self, reply: Reply, worker: str, attempt: Attempt) -> NoReturn:
        """Raise the exception for a reply that is not of the expected kind."""
        match reply:
            case messages.WorkerLeaving():
                self._let_go(worker)
            case messages.WorkerFault(message=message, lost=lost):
                self._failed[attempt.key].add(host_of(worker))
                raise (WorkerLost if lost else KernelFault)(f"{worker}: {message}")
        raise KernelFault(f"{worker}: replied to a request with {type(reply).__name__}")

    def _let_go(self, worker: str) -> NoReturn:
        """Send nothing more to a worker, and greet it again later unless it was refused."""
        self._forget(worker)
        if worker not in self._refused:
            self._join(worker, later=True)
        elif self._hopeless():
            raise StorageError(self._why_none())
        raise WorkerLeft(f"{worker} leaves")
