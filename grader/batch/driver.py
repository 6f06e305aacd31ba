"""Does what `grader.batch.state` says, and tells it what came of it. All that a batch does passes through here."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from grader.batch.state import (
    Batch,
    Capacity,
    Event,
    Finish,
    Job,
    JudgeFailed,
    JudgeRun,
    Planned,
    Progress,
    Recorded,
    RestartZygote,
    RunDone,
    RunFailed,
    RunLost,
    RunReturned,
    StartRun,
    StopAsked,
    StorageFailed,
    ZygoteDied,
    ZygoteReady,
)
from grader.errors import ClusterLost, GraderError, SandboxError, StorageError, WorkerLeft, WorkerLost, ZygoteLost
from grader.model import Run
from grader.util.logs import describe_error

_log = logging.getLogger(__name__)

Work = StartRun | JudgeRun | RestartZygote
"""An instruction that takes time and may fail."""


async def _as_ever() -> AsyncIterator[int]:
    """No change."""
    nothing: tuple[int, ...] = ()
    for none in nothing:
        yield none


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEffects:
    """What a batch has done for it. A fault of ours may leave each of them as an exception."""

    run: Callable[[Job], Awaitable[Run]]
    """Gets a job's run. May be cancelled.

    Raises `ZygoteLost` where its kernel went with the zygote, `WorkerLost` where its worker went, `WorkerLeft`
    where there is none to run it, `ClusterLost` where there is no scheduler any more.
    """
    judge: Callable[[Job, Run], None]
    """Grades a job by a run; the result is recorded when it returns."""
    restart: Callable[[], Awaitable[object]]
    """Starts a new zygote, or finds the cluster again."""
    capacity: Callable[[], AsyncIterator[int]] = _as_ever
    """How many runs may be in flight at once, each time that it changes."""


async def drive(batch: Batch, jobs: Sequence[Job], hands: BatchEffects, progress: Callable[[Progress], None]) -> Finish:
    """How a new batch of these jobs ended, once nothing of it is in flight any more.

    `progress` is told after every event. SIGINT and SIGTERM ask the batch to stop; hence it belongs in the main thread.
    """
    events: asyncio.Queue[Event] = asyncio.Queue()
    events.put_nowait(Planned(tuple(jobs)))
    with _stop_signals(lambda: events.put_nowait(StopAsked())):
        async with asyncio.TaskGroup() as group:
            tasks = _Tasks(group, events, hands)
            tasks.follow()
            while True:
                instructions = batch.handle(await events.get())
                progress(batch.progress)
                for instruction in instructions:
                    if isinstance(instruction, Finish):
                        tasks.cancel()
                        return instruction
                    tasks.begin(instruction)


class _Tasks:
    """Carries instructions out, each in a task that ends by putting one event into the queue."""

    def __init__(self, group: asyncio.TaskGroup, events: asyncio.Queue[Event], hands: BatchEffects) -> None:
        self._group = group
        self._events = events
        self._hands = hands
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Work) -> None:
        """Start on it."""
        self._create(self._carry_out(work))

    def follow(self) -> None:
        """Say each time how many runs may be in flight."""
        self._create(self._follow())

    def _create(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._group.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self) -> None:
        async for workers in self._hands.capacity():
            self._events.put_nowait(Capacity(workers))

    def cancel(self) -> None:
        """End whatever has not ended; the group waits for its clean-up."""
        for task in self._tasks:
            task.cancel()

    async def _carry_out(self, work: Work) -> None:
        try:
            event = await self._do(work)
        except Exception as error:  # noqa: BLE001 - around one batch item: its surprise is not to end the others
            _log.warning("%s", describe_error(error), exc_info=not isinstance(error, GraderError))
            event = _failure(work, error)
        self._events.put_nowait(event)

    async def _do(self, work: Work) -> Event:
        """What happened when all went well."""
        match work:
            case StartRun(job):
                return RunDone(job.key, await self._hands.run(job))
            case JudgeRun(job, run):
                self._hands.judge(job, run)
                return Recorded(job, run)
            case RestartZygote():
                await self._hands.restart()
                return ZygoteReady()


def _failure(work: Work, error: Exception) -> Event:
    """What happened when it did not."""
    message = str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
    match work, error:
        case _, StorageError():
            return StorageFailed(message)
        case StartRun(job), _:
            return _run_failure(job.key, error, message)
        case JudgeRun(job, run), _:
            return JudgeFailed(job, run, message)
    return ZygoteDied(None, message)


def _run_failure(key: str, error: Exception, message: str) -> Event:
    """What became of a run that there is not."""
    match error:
        case WorkerLeft():
            return RunReturned(key)
        case WorkerLost():
            return RunLost(key, message)
        case ZygoteLost() | SandboxError() | ClusterLost():
            return ZygoteDied(key, message)
    return RunFailed(key, message)


@contextmanager
def _stop_signals(ask: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C, or a polite kill, asks instead of tearing the batch down in the middle of a result."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
