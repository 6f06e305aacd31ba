"""A worker's side of the cluster: whom it works for, what it is doing, and an answer to whatever it is asked.

One coordinator at a time: hidden inputs follow from its salt. Another one is put off while there is work to do, and
takes over when there is none; what the former asks after that is answered by `Leaving`: it asks again later. Two
batches with the same salt and the same course are one to a station.

Nothing here ends in an exception: dask would carry it to the coordinator by pickle.
"""

import asyncio
import logging
from collections.abc import Callable
from hashlib import sha256

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
    decode,
    differences,
    encode,
)
from grader.cluster.worker_engine import Bench
from grader.errors import GraderError, SandboxError, StorageError, SystemFault, ZygoteLost
from grader.storage.runs import pack

FAULTS = 5
"""Faults of ours in a row after which a worker stops: it would go through a whole cohort in a minute."""

_log = logging.getLogger(__name__)


def batch_of(meet: Meet) -> str:
    """What a coordinator's batch is called."""
    return sha256(encode(meet)).hexdigest()


class Station:
    """Answers one coordinator after the other."""

    def __init__(self, bench: Bench, *, seats: int, say: Callable[[str], None]) -> None:
        """`seats` is how many runs it takes at once; `say` tells whoever started the worker."""
        self._bench = bench
        self._card: Card | None = None
        self._seats = seats
        self._say = say
        self._batch = ""
        self._faults = 0
        self._busy: dict[str, asyncio.Task[Reply]] = {}
        self.broken: asyncio.Future[SystemFault] = asyncio.get_running_loop().create_future()
        """Why this machine can't go on."""

    async def answer(self, what: What, message: bytes, ticket: str) -> bytes:
        """The reply to a message. `ticket` is what the call is called, by which it can be ended."""
        task = self._busy[ticket] = asyncio.create_task(self._answer(what, message))
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
            del self._busy[ticket]
        return encode(Leaving() if task.cancelled() else task.result())

    def end(self, ticket: str) -> None:
        """Nobody waits for that any more: its kernel is ended."""
        if ticket in self._busy:
            self._busy[ticket].cancel()

    async def leave(self) -> None:
        """End everything; those who wait for it hear of it."""
        tasks = [*self._busy.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, what: What, message: bytes) -> Reply:
        if self.broken.done():
            return Leaving()
        try:
            match what:
                case "meet":
                    return await self._meet(decode(message, Meet))
                case "teach":
                    return await self._teach(decode(message, Teach))
                case "run":
                    return await self._run(decode(message, Order))
        except Exception as error:  # noqa: BLE001 - around one batch item, as in `grader.batch.driver`
            _log.warning("%s", error, exc_info=not isinstance(error, GraderError))
            return self._failed(error)

    def _failed(self, error: Exception) -> Reply:
        """What went wrong, by whose doing."""
        message = str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
        if isinstance(error, ZygoteLost):
            return Lost(message=message)
        if isinstance(error, SandboxError | StorageError):
            self._break(error)
            return Lost(message=message)  # it may be what this run did to the machine
        self._faults += 1
        if self._faults >= FAULTS:
            self._break(SystemFault(f"{FAULTS} faults in a row, the last one: {message}"))
        return Fault(message=message)

    def _break(self, error: SystemFault) -> None:
        if not self.broken.done():
            self.broken.set_result(error)

    async def _meet(self, meet: Meet) -> Reply:
        batch = batch_of(meet)
        if self._card is None:
            self._card = await asyncio.to_thread(self._bench.card)
        found = list(differences(self._card, meet.card))
        if found:
            return self._refuse(f"it is not what the coordinator is: {'; '.join(found)}")
        if batch != self._batch:
            if len(self._busy) > 1:
                return Refusal(why="it is at work for another batch", busy=True)
            self._bench.take_on(meet.salt)
            self._batch = batch
            self._say("Working for a batch.")
        return Welcome(seats=self._seats, processor=self._card.processor)

    def _refuse(self, why: str) -> Refusal:
        self._say(f"Refused to work for a batch: {why}")
        return Refusal(why=why)

    async def _teach(self, teach: Teach) -> Reply:
        if teach.batch != self._batch:
            return Leaving()
        try:
            await self._bench.learn(teach)
        except (GraderError, ValueError) as error:
            return self._refuse(str(error))
        return Taught()

    async def _run(self, order: Order) -> Reply:
        if order.batch != self._batch:
            return Leaving()
        run = await self._bench.run(order)
        self._faults = 0
        return Ran(run=pack(run))
