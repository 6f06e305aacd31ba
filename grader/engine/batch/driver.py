"""Carries out the instructions of `grader.engine.batch.state`, and reports their outcomes to it as events.

A `Runner` runs the sources of a batch: `LocalRunner` in kernels of this machine, `grader.engine.cluster` on many.
"""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from grader.engine.batch import state
from grader.engine.batch.state import Attempt, Batch, Causes, Event, Finish, JudgeRun, Progress, RestartZygote, StartRun
from grader.engine.engine import Engine
from grader.engine.explaining import explain
from grader.engine.kernel_supply import AHEAD
from grader.errors import ClusterLost, GraderError, SandboxError, StorageError, WorkerLeft, WorkerLost, ZygoteLost
from grader.judging.judge import Judgement, PreparedExercise
from grader.model import Run
from grader.source.records import Reading
from grader.util.logs import describe_error


class Runner(Protocol):
    """Runs the sources of a batch."""

    restarts: int
    """How often it may be restarted in one batch."""

    @property
    def slots(self) -> int:
        """The number of runs that may be in flight at once."""

    def capacity(self) -> AsyncIterator[int]:
        """Yields the number of slots each time that it changes."""

    async def wait_until_ready(self) -> None:
        """Return once a source can run. Raises `SystemFault` if none can, before any file is judged."""

    async def run(self, attempt: Attempt, prepared: PreparedExercise, reading: Reading) -> Run:
        """The run of a source. Raises the same exceptions as `BatchEffects.run`."""

    async def explain(
        self, attempt: Attempt, prepared: PreparedExercise, reading: Reading, run: Run, judged: Judgement
    ) -> Causes | None:
        """The causes of the failures in that judgement, proven if a repair is found; None if no repair is searched for.

        Raises the same exceptions as `run`; then no cause is known.
        """

    async def restart(self) -> None:
        """Replace the lost process or connection. Raises `SystemFault`."""

    async def close(self) -> None:
        """Disconnect from other machines."""


class LocalRunner:
    """Runs sources on this machine, with its engine."""

    restarts = 1

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def slots(self) -> int:
        """The slots of one engine."""
        return self._engine.workers + AHEAD

    def capacity(self) -> AsyncIterator[int]:
        """Yield nothing, because the number of slots stays the same."""
        return constant_capacity()

    async def wait_until_ready(self) -> None:
        """Start the process that makes kernels. Raises `SandboxError`."""
        await self._engine.kernels.get()

    async def run(self, _: Attempt, prepared: PreparedExercise, reading: Reading) -> Run:
        """The run of a source in a kernel."""
        return await self._engine.run(prepared, reading)

    async def explain(
        self, _: Attempt, prepared: PreparedExercise, reading: Reading, run: Run, judged: Judgement
    ) -> Causes | None:
        """The result of the search for a repair, in kernels of this machine."""
        judged, run = await explain(self._engine, prepared, reading, run, judged)
        return Causes(diagnoses=judged.diagnoses, cpu_s=run.hints_cpu_s)

    async def restart(self) -> None:
        """Start a new zygote. Raises `SandboxError`."""
        await self._engine.kernels.restart()

    async def close(self) -> None:
        """Do nothing: the engine ends the process that makes kernels."""


_log = logging.getLogger(__name__)

Work = StartRun | JudgeRun | RestartZygote
"""An instruction that takes time and may fail."""


async def constant_capacity() -> AsyncIterator[int]:
    """Yield nothing: the capacity stays the same."""
    for change in range(0):
        yield change


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEffects:
    """What a batch does outside its own state. Each of these may raise an exception, which is an error in the
    grader.
    """

    run: Callable[[Attempt], Awaitable[Attempt]]
    """Runs an attempt, and returns it with its run. May be cancelled.

    Raises `ZygoteLost` if the kernel was lost with its zygote, `WorkerLost` if its worker was lost, `WorkerLeft` if no
    worker is left to run it, `ClusterLost` if the scheduler is gone.
    """
    judge: Callable[[Attempt], None]
    """Grades an attempt by its run; the result is recorded when it returns."""
    restart: Callable[[], Awaitable[object]]
    """Starts a new zygote, or connects to the cluster again."""
    capacity: Callable[[], AsyncIterator[int]] = constant_capacity
    """Yields how many runs may be in flight at once, each time that it changes."""
    more: Callable[[], AsyncIterator[Attempt]] | None = None
    """Yields the attempts that come while the batch runs. A `GraderError` that this raises ends the batch."""


async def drive(
    batch: Batch, attempts: Sequence[Attempt], effects: BatchEffects, progress: Callable[[Progress], None]
) -> Finish:
    """Run a new batch of these attempts and of those that come later.

    Returns how it ended, after all of its runs have ended. `progress` is called after every event. SIGINT and SIGTERM
    ask the batch to stop, so call this in the main thread.
    """
    queue: asyncio.Queue[Event] = asyncio.Queue()
    queue.put_nowait(state.Planned(tuple(attempts), more=effects.more is not None))
    with _stop_signals(lambda: queue.put_nowait(state.StopAsked())):
        async with asyncio.TaskGroup() as group:
            tasks: set[asyncio.Task[None]] = set()

            def begin(work: Coroutine[Any, Any, None]) -> None:
                task = group.create_task(work)
                tasks.add(task)
                task.add_done_callback(tasks.discard)

            begin(_follow_capacity(queue, effects.capacity()))
            if effects.more is not None:
                begin(_take_more(queue, effects.more()))
            while True:
                instructions = batch.handle(await queue.get())
                progress(batch.progress)
                for instruction in instructions:
                    if isinstance(instruction, Finish):
                        for task in tasks:  # the group waits for their clean-up
                            task.cancel()
                        return instruction
                    begin(_carry_out(queue, effects, instruction))


async def _follow_capacity(queue: asyncio.Queue[Event], capacity: AsyncIterator[int]) -> None:
    """Report each change of how many runs may be in flight."""
    async for workers in capacity:
        queue.put_nowait(state.Capacity(workers))


async def _take_more(queue: asyncio.Queue[Event], attempts: AsyncIterator[Attempt]) -> None:
    """Report each attempt that comes."""
    try:
        async for attempt in attempts:
            queue.put_nowait(state.Planned((attempt,), more=True))
    except GraderError as error:
        _log.warning("%s", describe_error(error))
        queue.put_nowait(state.StorageFailed(str(error)))
    queue.put_nowait(state.Planned(()))


async def _carry_out(queue: asyncio.Queue[Event], effects: BatchEffects, work: Work) -> None:
    """Carry out an instruction, and report its outcome."""
    try:
        event: Event
        match work:
            case StartRun(attempt):
                event = state.RunDone(attempt.key, await effects.run(attempt))
            case JudgeRun(attempt):
                effects.judge(attempt)
                event = state.Recorded(attempt)
            case RestartZygote():
                await effects.restart()
                event = state.ZygoteReady()
    except Exception as error:  # noqa: BLE001 - around one batch item: its surprise is not to end the others
        _log.warning("%s", describe_error(error), exc_info=not isinstance(error, GraderError))
        event = _failure(work, error)
    queue.put_nowait(event)


def _failure(work: Work, error: Exception) -> Event:
    """The event that reports an instruction's failure."""
    message = str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
    match work, error:
        case _, StorageError():
            return state.StorageFailed(message)
        case JudgeRun(attempt), _:
            return state.JudgeFailed(attempt, message)
        case StartRun(attempt), WorkerLeft():
            return state.RunReturned(attempt.key)
        case StartRun(attempt), WorkerLost():
            return state.RunLost(attempt.key, message)
        case StartRun(attempt), error if not isinstance(error, ZygoteLost | SandboxError | ClusterLost):
            return state.RunFailed(attempt.key, message)
    return state.ZygoteDied(work.attempt.key if isinstance(work, StartRun) else None, message)


@contextmanager
def _stop_signals(ask: Callable[[], None]) -> Iterator[None]:
    """Let SIGINT and SIGTERM ask the batch to stop, so that they don't end it in the middle of a result."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
