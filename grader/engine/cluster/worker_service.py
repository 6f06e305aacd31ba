"""A worker's side of the cluster: it works for one coordinator at a time, and answers every coordinator.

Hidden inputs are derived from the coordinator's salt, so a worker has only one coordinator. A second coordinator is
refused while there is work to do, and takes over when there is none. The first one's requests are then answered by
`WorkerLeaving`, and it asks again later. Two batches with the same salt and the same course are one batch to a worker.

`EngineWorker` runs what a coordinator sends, with the worker's own engine and the coordinator's salt and references.

`WorkerService` raises no exception, because dask would send it to the coordinator by pickle.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Protocol

from grader import __version__
from grader.course.datasets import datasets, fetched_sets
from grader.course.exercise_file import load_exercise
from grader.engine import environment
from grader.engine.cluster import messages
from grader.engine.cluster.messages import (
    CallName,
    ExplainReply,
    ExplainRequest,
    Hello,
    HelloRefusal,
    LoadReference,
    Reply,
    RunRequest,
    WorkerFingerprint,
    WorkerLeaving,
    decode_record,
    encode_record,
)
from grader.engine.engine import Engine
from grader.engine.explaining import explain
from grader.errors import GraderError, SandboxError, SpecError, StorageError, SystemFault, ZygoteLost
from grader.judging.judge import PreparedExercise
from grader.model import Run
from grader.storage.runs import decode_run, encode_run
from grader.util.code_digests import WORKER


class WorkerEngine(Protocol):
    """Runs sources on a worker."""

    def fingerprint(self) -> WorkerFingerprint:
        """Everything that determines its results."""

    def reset_salt(self, salt: bytes) -> None:
        """Work for a different coordinator: its salt is used from now on, and no exercise is prepared any more."""

    async def load_reference(self, message: LoadReference) -> None:
        """Prepare an exercise with the coordinator's run of its reference. Raises `SpecError` if the keys differ."""

    async def run(self, request: RunRequest) -> Run:
        """Run a source whose exercise is prepared. Raises `KernelFault`, and other exceptions for errors in the
        grader.
        """

    async def explain(self, request: ExplainRequest) -> ExplainReply:
        """Find out why a run of such a source fails. Raises the same exceptions as `run`."""


class EngineWorker:
    """Runs sources in kernels, with an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def fingerprint(self) -> WorkerFingerprint:
        """Everything that determines the engine's results."""
        return worker_fingerprint(self.engine)

    def reset_salt(self, salt: bytes) -> None:
        """Draw hidden inputs from the coordinator's salt from now on."""
        self.engine.reset_salt(salt)

    async def load_reference(self, message: LoadReference) -> None:
        """Prepare an exercise with the coordinator's run of the reference, which never runs here."""
        key = self.engine.keys.reference_key(load_exercise(self.engine.course.root, message.exercise))
        if key != message.key:
            raise SpecError(f"{message.exercise}: the reference would run differently here than on the coordinator")
        self.engine.references.store.put(decode_run(message.run, key))
        await self.engine.references.prepare(message.exercise, known=False)

    async def run(self, request: RunRequest) -> Run:
        """Run a source in a kernel."""
        return await self.engine.run(self._prepared(request), request.reading)

    async def explain(self, request: ExplainRequest) -> ExplainReply:
        """Judge a run, and search for a repair of its source in kernels."""
        prepared, run = self._prepared(request), decode_run(request.run, request.key)
        judged = self.engine.judge(prepared, request.reading, run)
        judged, run = await explain(self.engine, prepared, request.reading, run, judged)
        return ExplainReply(diagnoses=judged.diagnoses, cpu_s=run.hints_cpu_s)

    def _prepared(self, request: RunRequest) -> PreparedExercise:
        """The exercise of a request. Raises `SystemFault` if the source's run key would be different here."""
        prepared = self.engine.references.prepared[request.exercise]
        if self.engine.keys.run_key(prepared, request.reading) != request.key:
            raise SystemFault(f"{request.exercise}: the submission would run differently here than on the coordinator")
        return prepared


def worker_fingerprint(engine: Engine) -> WorkerFingerprint:
    """Everything that determines an engine's results. Raises `SpecError` if an exercise can't be read."""
    course, cache = engine.course, datasets.cache_home()
    exercises = [load_exercise(course.root, exercise) for exercise in course.exercises]
    fetched = {*(name for exercise in exercises for name in exercise.needs)} - {*fetched_sets.missing_sets(cache)}
    contents: dict[str, str] = {name: fetched_sets.fetched_digest(cache, name) for name in fetched}
    held_out = {f"{name}, held out": digest for name, digest in engine.held_out.items()}
    return WorkerFingerprint(
        grader=__version__,
        code=WORKER.code(),
        packages=environment.versions(),
        data={f"{course.data} tfds": datasets.data_digest(course.root, course.data), **contents, **held_out},
        exercises={exercise.id: exercise.digest for exercise in exercises},
        causes=course.causes.digest,
        processor=environment.processor(),
    )


WORDS = 1
"""The number of calls, in addition to runs, that a worker accepts at once, to answer a second coordinator while all
slots are taken.
"""
FAULTS = 5
"""A worker stops after this many failures in a row; if it went on, it would fail a whole cohort in a minute."""

_REQUESTS: Mapping[CallName, type[LoadReference | RunRequest]] = {
    "load_reference": LoadReference,
    "run": RunRequest,
    "explain": ExplainRequest,
}
"""The types of the requests for a coordinator's batch, by the name of the call."""
_log = logging.getLogger(__name__)


def batch_of(hello: Hello) -> str:
    """The name of a coordinator's batch: a digest of its first message."""
    return sha256(encode_record(hello)).hexdigest()


class WorkerService:
    """Answers coordinators, and works for one of them at a time."""

    def __init__(self, worker_engine: WorkerEngine, *, slots: int, say: Callable[[str], None]) -> None:
        """It accepts `slots` runs at once. `say` prints a line for the person who started the worker."""
        self._worker_engine = worker_engine
        self._fingerprint: WorkerFingerprint | None = None
        self._slots = slots
        self._say = say
        self._batch = ""
        self._faults = 0
        self._busy: dict[str, asyncio.Task[Reply]] = {}
        self.broken: asyncio.Future[SystemFault] = asyncio.get_running_loop().create_future()
        """Holds the error because of which this machine can't go on."""

    async def answer(self, what: CallName, message: bytes, ticket: str) -> bytes:
        """The reply to a message, encoded. `ticket` names the call, so that `end` can end it."""
        task = self._busy[ticket] = asyncio.create_task(self._answer(what, message))
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
            del self._busy[ticket]
        return encode_record(WorkerLeaving() if task.cancelled() else task.result())

    def end(self, ticket: str) -> None:
        """End a call that nobody waits for any more, and its kernel."""
        if ticket in self._busy:
            self._busy[ticket].cancel()

    async def leave(self) -> None:
        """End all calls; each is answered by `WorkerLeaving`."""
        tasks = [*self._busy.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, what: CallName, message: bytes) -> Reply:
        if self.broken.done():
            return WorkerLeaving()
        try:
            if what == "hello":
                return await self._hello(decode_record(message, Hello))
            return await self._serve(decode_record(message, _REQUESTS[what]))
        except Exception as error:  # noqa: BLE001 - around one batch item, as in `grader.engine.batch.driver`
            _log.warning("%s", error, exc_info=not isinstance(error, GraderError))
            return self._failed(error)

    def _failed(self, error: Exception) -> Reply:
        """The reply that reports an error."""
        message = str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
        if isinstance(error, ZygoteLost):
            return messages.WorkerFault(message=message, lost=True)
        if isinstance(error, SandboxError | StorageError):
            self._break(error)
            return messages.WorkerFault(message=message, lost=True)  # this run may have caused it on this machine
        self._faults += 1
        if self._faults >= FAULTS:
            self._break(SystemFault(f"{FAULTS} errors in a row; the last one: {message}"))
        return messages.WorkerFault(message=message)

    def _break(self, error: SystemFault) -> None:
        if not self.broken.done():
            self.broken.set_result(error)

    async def _hello(self, hello: Hello) -> Reply:
        batch = batch_of(hello)
        if self._fingerprint is None:
            self._fingerprint = await asyncio.to_thread(self._worker_engine.fingerprint)
        if found := list(messages.fingerprint_differences(self._fingerprint, hello.fingerprint)):
            return self._refuse(f"it differs from the coordinator: {'; '.join(found)}")
        if batch != self._batch:
            if len(self._busy) > 1:
                return HelloRefusal(why="it is working for another batch", busy=True)
            self._worker_engine.reset_salt(hello.salt)
            self._batch = batch
            self._say("Working for a batch.")
        return messages.HelloReply(slots=self._slots, processor=self._fingerprint.processor)

    def _refuse(self, why: str) -> HelloRefusal:
        self._say(f"Refused to work for a batch: {why}")
        return HelloRefusal(why=why)

    async def _serve(self, request: LoadReference | RunRequest) -> Reply:
        """The reply to a request of the batch that the worker works for."""
        if request.batch != self._batch:
            return WorkerLeaving()
        match request:
            case LoadReference():
                try:
                    await self._worker_engine.load_reference(request)
                except (GraderError, ValueError) as error:
                    return self._refuse(str(error))
                return messages.ReferenceLoaded()
            case ExplainRequest():
                return await self._worker_engine.explain(request)
        run = await self._worker_engine.run(request)
        self._faults = 0
        return messages.RunReply(run=encode_run(run))
