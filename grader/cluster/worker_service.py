"""A worker's side of the cluster: whom it works for, what it is doing, and an answer to whatever it is asked.

One coordinator at a time: hidden inputs follow from its salt. Another one is put off while there is work to do, and
takes over when there is none; what the former asks after that is answered by `WorkerLeaving`: it asks again later. Two
batches with the same salt and the same course are one to a station.

Nothing here ends in an exception: dask would carry it to the coordinator by pickle.
"""

import asyncio
import logging
from collections.abc import Callable
from hashlib import sha256

from grader.cluster.messages import (
    CallName,
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
    WorkerZygoteLost,
    decode_record,
    encode_record,
    fingerprint_differences,
)
from grader.cluster.worker_engine import WorkerEngine
from grader.errors import GraderError, SandboxError, StorageError, SystemFault, ZygoteLost
from grader.storage.runs import encode_run

FAULTS = 5
"""Faults of ours in a row after which a worker stops: it would go through a whole cohort in a minute."""

_log = logging.getLogger(__name__)


def batch_of(meet: Hello) -> str:
    """What a coordinator's batch is called."""
    return sha256(encode_record(meet)).hexdigest()


class WorkerService:
    """Answers one coordinator after the other."""

    def __init__(self, worker_engine: WorkerEngine, *, slots: int, say: Callable[[str], None]) -> None:
        """`seats` is how many runs it takes at once; `say` tells whoever started the worker."""
        self._worker_engine = worker_engine
        self._card: WorkerFingerprint | None = None
        self._slots = slots
        self._say = say
        self._batch = ""
        self._faults = 0
        self._busy: dict[str, asyncio.Task[Reply]] = {}
        self.broken: asyncio.Future[SystemFault] = asyncio.get_running_loop().create_future()
        """Why this machine can't go on."""

    async def answer(self, what: CallName, message: bytes, ticket: str) -> bytes:
        """The reply to a message. `ticket` is what the call is called, by which it can be ended."""
        task = self._busy[ticket] = asyncio.create_task(self._answer(what, message))
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
            del self._busy[ticket]
        return encode_record(WorkerLeaving() if task.cancelled() else task.result())

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

    async def _answer(self, what: CallName, message: bytes) -> Reply:
        if self.broken.done():
            return WorkerLeaving()
        try:
            match what:
                case "meet":
                    return await self._meet(decode_record(message, Hello))
                case "teach":
                    return await self._teach(decode_record(message, LoadReference))
                case "run":
                    return await self._run(decode_record(message, RunRequest))
        except Exception as error:  # noqa: BLE001 - around one batch item, as in `grader.batch.driver`
            _log.warning("%s", error, exc_info=not isinstance(error, GraderError))
            return self._failed(error)

    def _failed(self, error: Exception) -> Reply:
        """What went wrong, by whose doing."""
        message = str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
        if isinstance(error, ZygoteLost):
            return WorkerZygoteLost(message=message)
        if isinstance(error, SandboxError | StorageError):
            self._break(error)
            return WorkerZygoteLost(message=message)  # it may be what this run did to the machine
        self._faults += 1
        if self._faults >= FAULTS:
            self._break(SystemFault(f"{FAULTS} faults in a row, the last one: {message}"))
        return WorkerFault(message=message)

    def _break(self, error: SystemFault) -> None:
        if not self.broken.done():
            self.broken.set_result(error)

    async def _meet(self, meet: Hello) -> Reply:
        batch = batch_of(meet)
        if self._card is None:
            self._card = await asyncio.to_thread(self._worker_engine.fingerprint)
        found = list(fingerprint_differences(self._card, meet.fingerprint))
        if found:
            return self._refuse(f"it is not what the coordinator is: {'; '.join(found)}")
        if batch != self._batch:
            if len(self._busy) > 1:
                return HelloRefusal(why="it is at work for another batch", busy=True)
            self._worker_engine.reset_salt(meet.salt)
            self._batch = batch
            self._say("Working for a batch.")
        return HelloReply(slots=self._slots, processor=self._card.processor)

    def _refuse(self, why: str) -> HelloRefusal:
        self._say(f"Refused to work for a batch: {why}")
        return HelloRefusal(why=why)

    async def _teach(self, teach: LoadReference) -> Reply:
        if teach.batch != self._batch:
            return WorkerLeaving()
        try:
            await self._worker_engine.load_reference(teach)
        except (GraderError, ValueError) as error:
            return self._refuse(str(error))
        return ReferenceLoaded()

    async def _run(self, order: RunRequest) -> Reply:
        if order.batch != self._batch:
            return WorkerLeaving()
        run = await self._worker_engine.run(order)
        self._faults = 0
        return RunReply(run=encode_run(run))
