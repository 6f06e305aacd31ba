"""A batch of submissions: what to run next, what to judge, when to stop.

Theory of operation. `Batch` is a state machine without I/O: `handle` takes one event and returns instructions, and
nothing else changes its state, so any course of a batch can be replayed in a test. `grader.batch.driver` carries the
instructions out and reports what came of them.

Submissions with the same run key (the same source, asked the same) share one run. A run that fails by our fault is
tried once more and then judged as INTERNAL: unscored, never zero. A zygote that dies is replaced once; whatever was
in flight with it runs again, after everything else, because one of those files may be the reason.

On many machines a worker can be lost with several runs in flight, and any of them may be the reason. Each of them runs
again after everything else and alone on its worker, so that no other run can cause a second or third loss. A run that
has lost `LOSSES` workers is judged as INTERNAL, and its message says how each was lost: no submission should be able to
end a worker, so it is our fault, and someone has to look.

Jobs may be planned while others run; the batch ends once no more come and all are judged.

An endless batch, a service's, stops at once when no more jobs come, or when it is asked to. It keeps nothing of a job
that is judged. One broken file must not stop it: a run that was in flight when a zygote died runs again with
nothing beside it, is judged as INTERNAL after `LOSSES` of these, and the right to replace a zygote is renewed by every
run that ends well.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum, auto

from grader.batch import events
from grader.batch.events import Ending, Event, Finish, Instruction, Job, JudgeRun, StartRun
from grader.model import Outcome, Run

LOSSES = 3
"""Workers that one run may lose: the first beside other runs, all others alone."""


class _Phase(Enum):
    RUNNING = auto()
    DRAINING = auto()
    """The zygote is gone; every run that used it has to say so before there is a new one."""
    RESTARTING = auto()
    STOPPING = auto()
    OVER = auto()


class Batch:
    """The state of one batch. Create it, hand it `Planned`, and do what it says until `Finish`."""

    def __init__(self, *, workers: int, restarts: int = 1, endless: bool = False) -> None:
        """`workers` is the most runs in flight at once, `restarts` how often a zygote may be replaced."""
        self._workers = workers
        self._restarts = self._most_restarts = restarts
        self._endless = endless
        self._more = endless
        self._phase = _Phase.RUNNING
        self._finish = Finish(Ending.FINISHED, "")
        self._jobs: dict[str, list[Job]] = {}
        self._queue: deque[str] = deque()
        self._in_flight: set[str] = set()
        self._faulted: set[str] = set()
        self._losses: dict[str, list[str]] = {}
        self._suspects: dict[str, list[str]] = {}
        """In an endless batch: runs that were in flight when a zygote died, and what was said each time."""
        self._total = 0
        self._judging = 0
        self._judged = 0
        self._unscored = 0

    @property
    def progress(self) -> events.Progress:
        """How far the batch is."""
        return events.Progress(
            total=self._total,
            judged=self._judged,
            unscored=self._unscored,
            running=len(self._in_flight),
        )

    def handle(self, event: Event) -> tuple[Instruction, ...]:
        """The instructions that follow from an event."""
        if self._phase is _Phase.OVER:
            return ()
        return (*self._answer(event), *self._next())

    def _answer(self, event: Event) -> tuple[Instruction, ...]:
        """The instructions that follow from the event alone."""
        match event:
            case events.Planned(jobs, more):
                self._plan(jobs, more=more)
            case events.RunDone(key) | events.RunFailed(key) | events.RunLost(key) | events.RunReturned(key):
                return self._leave(event) if key in self._in_flight else ()
            case events.Capacity(workers):
                self._workers = workers
            case events.ZygoteDied(key, message):
                return self._lose_zygote(key, message)
            case events.ZygoteReady() if self._phase is _Phase.RESTARTING:
                self._phase = _Phase.RUNNING
            case events.Recorded(_, run):
                self._judging -= 1
                self._judged += 1
                self._unscored += run.outcome is Outcome.INTERNAL
            case events.JudgeFailed(job, run, message):
                return self._judge_again(job, run, message)
            case events.StorageFailed(message):
                self._fail_storage(message)
            case events.StopAsked():
                self._stop_asked()
        return ()

    def _leave(
        self, event: events.RunDone | events.RunFailed | events.RunLost | events.RunReturned
    ) -> tuple[Instruction, ...]:
        """The instructions that follow when a run is not in flight any more."""
        match event:
            case events.RunDone(key, run):
                return self._end_run(key, run)
            case events.RunFailed(key, message):
                return self._end_run(key, _internal(key, message))
            case events.RunLost(key, message):
                return self._lose_worker(key, message)
            case events.RunReturned(key):
                return self._take_back(key)

    def _next(self) -> tuple[Instruction, ...]:
        """The instructions that follow from the state, whatever the event was."""
        match self._phase:
            case _Phase.RUNNING if self._queue:
                return tuple(self._starts())
            case _Phase.DRAINING if not self._in_flight:
                self._phase = _Phase.RESTARTING
                return (events.RestartZygote(),)
            case _Phase.RUNNING if self._more:
                return ()
            case _Phase.RUNNING | _Phase.STOPPING if not self._in_flight and not self._judging:
                self._phase = _Phase.OVER
                return (self._finish,)
        return ()

    def _plan(self, jobs: tuple[Job, ...], *, more: bool) -> None:
        """Queue one run for each key: those in the store first, otherwise in the order given."""
        for job in sorted(jobs, key=lambda job: not job.cached):
            if job.key not in self._jobs:
                self._queue.append(job.key)
            self._jobs.setdefault(job.key, []).append(job)
        self._total += len(jobs)
        self._more = more
        if self._endless and not more:
            self._stop(Ending.STOPPED, "")
            self._in_flight.clear()

    def _starts(self) -> Iterator[StartRun]:
        while self._queue and len(self._in_flight) < self._workers and not self._waits_for_suspect():
            key = self._queue.popleft()
            self._in_flight.add(key)
            job = self._jobs[key][0]
            yield StartRun(replace(job, alone=True) if key in self._losses else job)

    def _waits_for_suspect(self) -> bool:
        """Whether a run is in flight, or next, that nothing may run beside."""
        is_next = self._queue[0] in self._suspects and bool(self._in_flight)
        return is_next or not self._in_flight.isdisjoint(self._suspects)

    def _end_run(self, key: str, run: Run) -> tuple[Instruction, ...]:
        """Judge every job of the run; after a first fault of the grader run it again instead."""
        self._in_flight.remove(key)
        if run.outcome is Outcome.INTERNAL and self._phase is _Phase.STOPPING:
            return ()
        if run.outcome is Outcome.INTERNAL and key not in self._faulted:
            self._faulted.add(key)
            self._queue.append(key)
            return ()
        if self._endless and run.outcome is not Outcome.INTERNAL:
            self._restarts = self._most_restarts
        return self._judge(key, run)

    def _judge(self, key: str, run: Run) -> tuple[Instruction, ...]:
        """Judge every job of the run by it; the same key, planned later, is another run."""
        jobs = self._jobs.pop(key)
        self._faulted.discard(key)
        self._losses.pop(key, None)
        self._suspects.pop(key, None)
        self._judging += len(jobs)
        return tuple(JudgeRun(job, run) for job in jobs)

    def _lose_worker(self, key: str, message: str) -> tuple[Instruction, ...]:
        """Run the key again, last and alone; after too many losses it is judged by them."""
        self._in_flight.remove(key)
        losses = self._losses.setdefault(key, [])
        losses.append(message)
        if self._phase is _Phase.STOPPING:
            return ()
        if len(losses) == LOSSES:
            return self._judge(key, _internal(key, f"it was lost with {LOSSES} workers: {'; '.join(losses)}"))
        self._queue.append(key)
        return ()

    def _take_back(self, key: str) -> tuple[Instruction, ...]:
        """Put the run first in the queue, or last if it has lost a worker."""
        self._in_flight.remove(key)
        if key in self._losses:
            self._queue.append(key)
        else:
            self._queue.appendleft(key)
        return ()

    def _judge_again(self, job: Job, run: Run, message: str) -> tuple[Instruction, ...]:
        """Judge a job as INTERNAL that cannot be judged by its run; where even that fails, stop the batch."""
        if run.outcome is Outcome.INTERNAL:
            self._judging -= 1
            self._stop(Ending.SYSTEM, message)
            return ()
        return (JudgeRun(job, _internal(run.key, message)),)

    def _lose_zygote(self, key: str | None, message: str) -> tuple[Instruction, ...]:
        """Run the key again last; replace the zygote unless that was done often enough."""
        judged: tuple[Instruction, ...] = ()
        if key in self._in_flight:
            judged = self._run_last(key, message)
        if self._phase is _Phase.RUNNING and self._restarts:
            self._restarts -= 1
            self._phase = _Phase.DRAINING
        elif self._phase is not _Phase.DRAINING:
            self._stop(Ending.SYSTEM, message)
        return judged

    def _run_last(self, key: str, message: str) -> tuple[Instruction, ...]:
        """Run a key again that was in flight when the zygote died; too often, it is judged by that."""
        self._in_flight.remove(key)
        if self._endless:
            said = self._suspects.setdefault(key, [])
            said.append(message)
            if len(said) == LOSSES and self._phase is not _Phase.STOPPING:
                ends = f"it was lost with {LOSSES} processes that make kernels: {'; '.join(said)}"
                return self._judge(key, _internal(key, ends))
        self._queue.append(key)
        return ()

    def _fail_storage(self, message: str) -> None:
        """Stop without waiting: neither runs nor judgements can be kept."""
        self._stop(Ending.SYSTEM, message)
        self._in_flight.clear()
        self._judging = 0

    def _stop_asked(self) -> None:
        """Stop once the runs in flight have ended; asked a second time, stop at once."""
        if self._phase is _Phase.STOPPING:
            self._in_flight.clear()
        self._stop(Ending.STOPPED, "")

    def _stop(self, ending: Ending, message: str) -> None:
        """Start nothing more. The first reason to stop counts."""
        if self._phase is not _Phase.STOPPING:
            self._phase = _Phase.STOPPING
            self._finish = Finish(ending, message)


def _internal(key: str, message: str) -> Run:
    """The run that is recorded where the grader itself failed."""
    text = f"The grader itself failed on this file, which costs no points: {message}"
    return Run(key=key, outcome=Outcome.INTERNAL, message=text)
