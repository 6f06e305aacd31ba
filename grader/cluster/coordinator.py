"""The coordinator's side: `ClusterRunner` runs a batch's sources on whatever workers are there.

A worker that comes is met, which tells it the salt and tells us whether its course and grader are ours, and is taught
an exercise's reference before the first source of that exercise. A run that is lost with its worker is the batch's to
decide about; one whose worker leaves in good order goes to another at once. A worker that works for another batch is
asked again every `AGAIN_S`. When the scheduler is out of reach the
batch lets everything go, asks for a `restart`, which waits for it `PATIENCE_S`, and goes on.
"""

import asyncio
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from itertools import count
from typing import Any, NoReturn
from urllib.parse import urlsplit

import msgspec

from grader.batch.events import Job
from grader.cluster.connection import SchedulerConnection
from grader.cluster.dask import TlsFiles, security
from grader.cluster.messages import (
    Hello,
    HelloRefusal,
    HelloReply,
    LoadReference,
    ReferenceLoaded,
    Reply,
    RunReply,
    RunRequest,
    WorkerFault,
    WorkerLeaving,
    WorkerZygoteLost,
    encode_record,
)
from grader.cluster.slots import SlotRequest, SlotScheduler
from grader.cluster.worker_service import batch_of
from grader.errors import ClusterLost, EvidenceError, KernelFault, StorageError, SystemFault, WorkerLeft, WorkerLost
from grader.grading.judge import PreparedExercise
from grader.model import Run
from grader.source.records import Reading
from grader.storage.runs import decode_run, encode_run

PATIENCE_S = 120.0
"""Seconds that a scheduler which went has for coming back."""
AGAIN_S = 1.0
"""Seconds between two tries to reach it."""


class ClusterRunner:
    """The workers of one scheduler. Use it inside one event loop, and close it."""

    restarts = 20

    def __init__(
        self,
        meet: Hello,
        address: str,
        *,
        keys: TlsFiles,
        notice: Callable[[str], None],
        patience_s: float = PATIENCE_S,
    ) -> None:
        """`notice` hears of workers that can't be used and the like. Raises `SpecError` without dask."""
        self._address = address
        self._security = security(keys, address)
        self._notice = notice
        self._patience_s = patience_s
        self._meet = meet
        self._batch = batch_of(self._meet)
        self._link: SchedulerConnection | None = None
        self._linking = asyncio.Lock()
        self._slots = SlotScheduler()
        self._tickets = map(str, count())
        self._given: dict[str, asyncio.Future[str]] = {}
        self._moved = asyncio.Event()
        self._meeting: dict[str, asyncio.Task[None]] = {}
        self._refused: dict[str, str] = {}
        self._taught: dict[tuple[str, str], asyncio.Future[Reply]] = {}
        self._references: dict[str, bytes] = {}
        self._failed: defaultdict[str, set[str]] = defaultdict(set)
        self._processors = {self._meet.fingerprint.processor}

    @property
    def slots(self) -> int:
        """Seats of all workers; one where there is no connection yet, as what is in the store needs none."""
        return self._slots.total if self._link else 1

    async def capacity(self) -> AsyncIterator[int]:
        """The slots now, and each time that a worker came or went."""
        while True:
            self._moved.clear()
            yield self.slots
            await self._moved.wait()

    async def wait_until_ready(self) -> None:
        """Return once there is a worker.

        Raises:
            ClusterLost: no scheduler answers.
            SystemFault: all workers that are there refuse, each for what reason.
        """
        link = await self._linked()
        if not self._slots.total and not self._meeting:
            self._notice(f"No worker is at {self._address} yet; waiting for one. Start it by:  {self._command()}")
        while not self._slots.total:
            if self._hopeless():
                raise SystemFault(self._why_none())
            await self._until_moved(link)
            if link.lost.done():
                raise ClusterLost(f"{self._address}: the scheduler is out of reach")

    async def _until_moved(self, link: SchedulerConnection) -> None:
        moved = asyncio.ensure_future(self._moved.wait())
        waited: set[asyncio.Future[Any]] = {moved, link.lost, *self._meeting.values()}
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        moved.cancel()
        self._moved.clear()

    def _command(self) -> str:
        return f"grader worker {self._address}"

    async def _linked(self) -> SchedulerConnection:
        async with self._linking:
            if self._link is None:
                self._link = await SchedulerConnection.open(
                    self._address, self._security, joined=self._join, left=self._leave
                )
                self._moved.set()
            return self._link

    async def restart(self) -> None:
        """Reach the scheduler again, or the one that takes its place. Raises `ClusterLost`."""
        await self._unlink()
        self._notice(f"The scheduler at {self._address} is out of reach; trying again for {self._patience_s:.0f} s.")
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

    async def _unlink(self) -> None:
        for task in self._meeting.values():
            task.cancel()
        await asyncio.gather(*self._meeting.values(), return_exceptions=True)
        self._meeting.clear()
        if self._link is not None:
            await self._link.close()
        await asyncio.gather(*self._taught.values(), return_exceptions=True)
        self._link, self._slots = None, SlotScheduler()
        self._taught.clear()
        self._refused.clear()

    async def close(self) -> None:
        """Let go of the workers, whose kernels end."""
        await self._unlink()

    # Who is there.

    def _join(self, worker: str, *, later: bool = False) -> None:
        """Meet a worker; one that was met before only after a while."""
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
        """Meet a worker, as often as it takes: it has seats from then on, or a reason why not."""
        link, busy = await self._linked(), False
        while True:
            match await link.call(worker, "meet", encode_record(self._meet)):
                case HelloReply(slots=slots, processor=processor):
                    self._slots.join(worker, host=_host(worker), slots=slots)
                    return self._compare(worker, processor)
                case HelloRefusal(why=why, busy=True):
                    if not busy:
                        self._notice(f"Worker {worker} is waited for: {why}")
                    busy = True
                case HelloRefusal(why=why):
                    return self._refuse(worker, why)
            await asyncio.sleep(AGAIN_S)

    def _refuse(self, worker: str, why: str) -> None:
        self._slots.leave(worker)
        self._refused[worker] = why
        self._notice(f"Worker {worker} is not used: {why}")

    def _compare(self, worker: str, processor: str) -> None:
        if processor not in self._processors:
            self._processors.add(processor)
            self._notice(
                f"Worker {worker} has another processor ({processor}); its results may differ in the last digits."
            )

    def _leave(self, worker: str) -> None:
        """It is gone."""
        self._refused.pop(worker, None)
        self._forget(worker)

    def _forget(self, worker: str) -> None:
        """Seat nobody there; whatever it was taught it knows no more."""
        before = self._slots.total
        self._slots.leave(worker)
        for key in [key for key in self._taught if key[0] == worker]:
            del self._taught[key]
        if before and not self._slots.total:
            self._notice(
                f"No worker is left at {self._address}; waiting for one. Ctrl-C stops; what is judged is kept."
            )
        self._place()

    def _hopeless(self) -> bool:
        return bool(self._refused) and not self._slots.total and not self._meeting

    def _why_none(self) -> str:
        return "No worker can be used: " + "; ".join(f"{worker}: {why}" for worker, why in self._refused.items())

    # What they do.

    async def run(self, job: Job, prepared: PreparedExercise, reading: Reading) -> Run:
        """A source executed on some worker.

        Raises:
            WorkerLost: its worker is gone, or the worker's zygote.
            WorkerLeft: its worker does not work for this batch any more, or there is none.
            ClusterLost: the scheduler is out of reach.
            KernelFault: a fault of ours there left no run.
            StorageError: no worker can do that exercise.
        """
        ticket = next(self._tickets)
        ask = SlotRequest(ticket=ticket, alone=job.alone, avoid=frozenset(self._failed[job.key]))
        try:
            worker = await self._seat(ask)
            reply = await self._order(worker, job, prepared, reading)
        finally:
            self._slots.release(ticket)
            self._place()
        return self._ran(reply, worker, job)

    async def _seat(self, ask: SlotRequest) -> str:
        """The worker that has a seat for it, once it has. Raises `ClusterLost`, or `WorkerLeft` where there is none."""
        link = await self._linked()
        given: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._given[ask.ticket] = given
        try:
            self._slots.request(ask)
            self._place()
            waited: set[asyncio.Future[Any]] = {given, link.lost}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if not given.done():
                raise ClusterLost(f"{self._address}: the scheduler is out of reach")
            return given.result()
        finally:
            del self._given[ask.ticket]
            if given.done() and not given.cancelled():
                given.exception()  # nobody else asks for it

    def _place(self) -> None:
        """Give seats to those who wait, and say that there may be more or fewer of them."""
        for ticket, worker in self._slots.assign():
            self._given[ticket].set_result(worker)
        if not self._slots.total:
            for given in self._given.values():
                if not given.done():
                    given.set_exception(WorkerLeft("there is no worker"))
        self._moved.set()

    async def _order(self, worker: str, job: Job, prepared: PreparedExercise, reading: Reading) -> Reply:
        """What a worker replies to an order. It isn't to blame for what happens before its run can begin."""
        link = await self._linked()
        try:
            taught = await asyncio.shield(self._teaching(link, worker, prepared))
        except WorkerLost:
            return WorkerLeaving()
        if isinstance(taught, HelloRefusal):
            self._refuse(worker, taught.why)
        if not isinstance(taught, ReferenceLoaded):
            return WorkerLeaving()
        order = RunRequest(batch=self._batch, exercise=prepared.exercise.id, key=job.key, reading=reading)
        try:
            return await link.call(worker, "run", encode_record(order))
        except WorkerLost:
            self._failed[job.key].add(_host(worker))
            raise

    def _teaching(self, link: SchedulerConnection, worker: str, prepared: PreparedExercise) -> "asyncio.Future[Reply]":
        """What a worker replies to an exercise's reference, sent once."""
        key = prepared.reference.key
        if key not in self._references:
            self._references[key] = encode_run(prepared.reference)
        if (worker, key) not in self._taught:
            teach = LoadReference(batch=self._batch, exercise=prepared.exercise.id, key=key, run=self._references[key])
            self._taught[worker, key] = asyncio.ensure_future(link.call(worker, "teach", encode_record(teach)))
        return self._taught[worker, key]

    def _ran(self, reply: Reply, worker: str, job: Job) -> Run:
        """The run in a reply, or what became of it."""
        match reply:
            case WorkerLeaving():
                self._let_go(worker)
            case RunReply(run=packed):
                return _unpacked(packed, worker, job.key)
            case WorkerZygoteLost(message=message):
                self._failed[job.key].add(_host(worker))
                raise WorkerLost(f"{worker}: {message}")
            case WorkerFault(message=message):
                self._failed[job.key].add(_host(worker))
                raise KernelFault(f"{worker}: {message}")
        raise KernelFault(f"{worker}: replied to an order by {type(reply).__name__}")

    def _let_go(self, worker: str) -> NoReturn:
        """Seat nobody there, and ask it again later if it may work for this batch once more."""
        self._forget(worker)
        if worker not in self._refused:
            self._join(worker, later=True)
        elif self._hopeless():
            raise StorageError(self._why_none())
        raise WorkerLeft(f"{worker} leaves")


def _host(worker: str) -> str:
    return urlsplit(worker).hostname or worker


def _unpacked(packed: bytes, worker: str, key: str) -> Run:
    """A worker's run, through the store's door. Raises `KernelFault`."""
    try:
        return decode_run(packed, key)
    except (zlib.error, msgspec.MsgspecError, EvidenceError, ValueError, RecursionError) as error:
        raise KernelFault(f"{worker}: sent what is no run: {error}") from error
