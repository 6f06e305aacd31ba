"""A batch of submissions: decides what to run next, what to judge, and when to stop.

Theory of operation. `Batch` is a state machine without I/O: `handle` takes one event and returns instructions. Only
`handle` changes its state, so every sequence of events can be replayed in a test. `grader.engine.batch.driver` carries
out the instructions and reports their outcomes as events. Events and instructions are the records of this module.

They carry an `Attempt`, one submission to be judged. It is made when it is planned. Running adds its run, its judgement
and the causes of failures, and judging uses these. The batch knows nothing else about it.

Submissions with the same run key (the same source and the same request) share one run. A run that fails because of an
error in the grader is tried once more and then judged as INTERNAL: unscored, never zero. A zygote that dies is replaced
once. Every run that was in flight with it runs again after everything else, because one of those files may be the
reason.

On many machines a worker can be lost with several runs in flight, and any of them may be the reason. Each of them runs
again after everything else and as the only run on its worker, so that no other run can cause a second or third loss. A
run that has lost `LOSSES` workers is judged as INTERNAL, and its message says how each was lost. No submission should
be able to end a worker, so the error is in the grader, and someone has to look at it.

Attempts may be planned while others run. The batch ends when no more come and all are judged.

An endless batch, as in a service, stops at once when no more attempts can come, or when it is asked to. It forgets an
attempt that is judged. A single broken file must not stop it. So a run that was in flight when a zygote died runs again
with no other run at the same time, and is judged as INTERNAL after `LOSSES` deaths. Every run that ends well allows the
zygote to be replaced once more.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto, unique

import msgspec

from grader.gradebook import Entry
from grader.judging.judge import Judgement
from grader.model import Diagnosis, Outcome, Run, Submission
from grader.source.records import Damage, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Causes:
    """The causes that the search for a repair of a run's source has found."""

    diagnoses: tuple[Diagnosis, ...]
    cpu_s: float
    """CPU seconds that the search took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One submission to be judged, and everything that a batch knows about it so far."""

    submission: Submission
    key: str
    """The run's content key. Attempts with the same key share one run."""
    cached: bool = False
    """Whether the run store has that run. Among attempts that are planned together these come first: they cost
    nothing and show that resuming works.
    """
    alone: bool = False
    """Whether no other run may be on its worker at the same time, because this run may have ended a worker before."""
    reading: Reading | Damage | None = None
    """What was read in its file; None if it is to be read again when it is needed."""
    before: Entry | None = None
    """The result that it already has, if it is judged again."""
    run: Run | None = None
    """The run; None before it has run."""
    judgement: Judgement | None = None
    """Its judgement by that run, if that was needed before it is judged."""
    causes: Causes | None = None
    """None if no repair was searched for."""

    @property
    def is_unscored(self) -> bool:
        """Whether the grader itself failed to run it."""
        return self.run is not None and self.run.outcome is Outcome.INTERNAL

    def failed(self, message: str) -> "Attempt":
        """The attempt as it is judged if the grader itself failed on it."""
        text = f"The grader had an error with this file, which costs no points: {message}"
        run = Run(key=self.key, outcome=Outcome.INTERNAL, message=text)
        return replace(self, run=run, judgement=None, causes=None)


class Event(msgspec.Struct, frozen=True):
    """Something that happened in a batch."""


class Planned(Event, frozen=True):
    """Attempts of the batch; its first event."""

    attempts: tuple[Attempt, ...]
    more: bool = False
    """Whether more attempts may come later."""


class RunDone(Event, frozen=True):
    """A run ended, with any outcome; the attempt for which it was started contains it."""

    key: str
    attempt: Attempt


class RunFailed(Event, frozen=True):
    """The run failed because of an error in the grader."""

    key: str
    message: str


class RunLost(Event, frozen=True):
    """The worker of this run is gone, or lost the process that makes its kernels."""

    key: str
    message: str


class RunReturned(Event, frozen=True):
    """The worker of this run shut down normally, or no worker is left; the run did not cause that."""

    key: str


class Capacity(Event, frozen=True):
    """How many runs may be in flight at once from now on, because workers joined or left."""

    workers: int


class ZygoteDied(Event, frozen=True):
    """The zygote or the cluster is gone: this run lost its kernel or, without a key, a restart failed."""

    key: str | None
    message: str


class ZygoteReady(Event, frozen=True):
    """The new zygote is warm."""


class Recorded(Event, frozen=True):
    """The attempt is judged, and its result is in the gradebook."""

    attempt: Attempt


class JudgeFailed(Event, frozen=True):
    """The attempt was not judged by its run, because of an error in the grader."""

    attempt: Attempt
    message: str


class StorageFailed(Event, frozen=True):
    """The gradebook or the run store can't be written any more."""

    message: str


class StopAsked(Event, frozen=True):
    """Someone pressed Ctrl-C. The first time runs in flight may finish, the second time they may not."""


# What to do.


@dataclass(frozen=True, slots=True)
class StartRun:
    """Get the run of this attempt's key: from the store, or from a kernel."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class JudgeRun:
    """Grade an attempt by its run and put the result in the gradebook."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class RestartZygote:
    """Start a new zygote, or connect to the cluster again."""


@unique
class Ending(StrEnum):
    """How a batch ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    """Someone asked the batch to stop; the same command continues from there."""
    SYSTEM = "system"
    """The grader or the machine failed; all results so far are kept."""


@dataclass(frozen=True, slots=True)
class Finish:
    """End all runs that are still in flight; the last instruction of a batch."""

    ending: Ending
    message: str
    """The reason, if `ending` is SYSTEM."""


Instruction = StartRun | JudgeRun | RestartZygote | Finish


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The progress of a batch, as counts of submissions."""

    total: int
    judged: int
    unscored: int
    """How many of the judged submissions have no score because of an error in the grader."""
    running: int
    """The number of runs in flight."""


LOSSES = 3
"""The number of workers that one run may lose: the first with other runs on it, all later ones with only this run."""


class _Phase(Enum):
    RUNNING = auto()
    DRAINING = auto()
    """The zygote is gone; every run that used it has to report its loss before there is a new one."""
    RESTARTING = auto()
    STOPPING = auto()
    OVER = auto()


class Batch:
    """The state of one batch. Create it, pass `Planned` to it, and carry out its instructions until `Finish`."""

    def __init__(self, *, workers: int, restarts: int = 1, endless: bool = False) -> None:
        """`workers` is the most runs in flight at once, `restarts` how often a zygote may be replaced."""
        self._workers = workers
        self._restarts = self._most_restarts = restarts
        self._endless = endless
        self._more = endless
        self._phase = _Phase.RUNNING
        self._finish = Finish(Ending.FINISHED, "")
        self._attempts: dict[str, list[Attempt]] = {}
        self._queue: deque[str] = deque()
        self._in_flight: set[str] = set()
        self._faulted: set[str] = set()
        self._losses: dict[str, list[str]] = {}
        self._suspects: dict[str, list[str]] = {}
        """In an endless batch: runs that were in flight when a zygote died, with the message of each death."""
        self._total = 0
        self._judging = 0
        self._judged = 0
        self._unscored = 0

    @property
    def progress(self) -> Progress:
        """The progress of the batch."""
        return Progress(total=self._total, judged=self._judged, unscored=self._unscored, running=len(self._in_flight))

    def handle(self, event: Event) -> tuple[Instruction, ...]:
        """The instructions that follow from an event."""
        if self._phase is _Phase.OVER:
            return ()
        return (*self._answer(event), *self._next())

    def _answer(self, event: Event) -> tuple[Instruction, ...]:
        """The instructions that follow from the event itself."""
        match event:
            case Planned(attempts, more):
                self._plan(attempts, more=more)
            case RunDone(key) | RunFailed(key) | RunLost(key) | RunReturned(key):
                return self._leave(event) if key in self._in_flight else ()
            case Capacity(workers):
                self._workers = workers
            case ZygoteDied(key, message):
                return self._lose_zygote(key, message)
            case ZygoteReady() if self._phase is _Phase.RESTARTING:
                self._phase = _Phase.RUNNING
            case Recorded(attempt):
                self._judging -= 1
                self._judged += 1
                self._unscored += attempt.is_unscored
            case JudgeFailed(attempt, message):
                return self._judge_again(attempt, message)
            case StorageFailed(message):
                self._stop(Ending.SYSTEM, message)
                self._in_flight.clear()  # neither runs nor judgements can be kept, so nothing is waited for
                self._judging = 0
            case StopAsked():
                self._stop_asked()
        return ()

    def _leave(self, event: RunDone | RunFailed | RunLost | RunReturned) -> tuple[Instruction, ...]:
        """The instructions that follow when a run is no longer in flight."""
        match event:
            case RunDone(_, attempt):
                return self._end_run(attempt)
            case RunFailed(key, message):
                return self._end_run(self._attempts[key][0].failed(message))
            case RunLost(key, message):
                return self._lose_run(key, message, self._losses, "workers")
            case RunReturned(key):
                return self._take_back(key)

    def _next(self) -> tuple[Instruction, ...]:
        """The instructions that follow from the state, for any event."""
        match self._phase:
            case _Phase.RUNNING if self._queue:
                return tuple(self._starts())
            case _Phase.DRAINING if not self._in_flight:
                self._phase = _Phase.RESTARTING
                return (RestartZygote(),)
            case _Phase.RUNNING if self._more:
                return ()
            case _Phase.RUNNING | _Phase.STOPPING if not self._in_flight and not self._judging:
                self._phase = _Phase.OVER
                return (self._finish,)
        return ()

    def _plan(self, attempts: tuple[Attempt, ...], *, more: bool) -> None:
        """Queue one run for each key: first the runs in the store, then all others in the order given."""
        for attempt in sorted(attempts, key=lambda one: not one.cached):
            if attempt.key not in self._attempts:
                self._queue.append(attempt.key)
            self._attempts.setdefault(attempt.key, []).append(attempt)
        self._total += len(attempts)
        self._more = more
        if self._endless and not more:
            self._stop(Ending.STOPPED, "")
            self._in_flight.clear()

    def _starts(self) -> Iterator[StartRun]:
        while self._queue and len(self._in_flight) < self._workers and not self._waits_for_suspect():
            key = self._queue.popleft()
            self._in_flight.add(key)
            yield StartRun(replace(self._attempts[key][0], alone=key in self._losses))

    def _waits_for_suspect(self) -> bool:
        """Whether a run that must be the only one is in flight or next."""
        is_next = self._queue[0] in self._suspects and bool(self._in_flight)
        return is_next or not self._in_flight.isdisjoint(self._suspects)

    def _end_run(self, attempt: Attempt) -> tuple[Instruction, ...]:
        """Judge every attempt of the run; after its first failure because of an error in the grader, run it again
        instead.
        """
        key = attempt.key
        self._in_flight.remove(key)
        if attempt.is_unscored and self._phase is _Phase.STOPPING:
            return ()
        if attempt.is_unscored and key not in self._faulted:
            self._faulted.add(key)
            self._queue.append(key)
            return ()
        if self._endless and not attempt.is_unscored:
            self._restarts = self._most_restarts
        return self._judge(attempt)

    def _judge(self, first: Attempt) -> tuple[Instruction, ...]:
        """Judge all attempts by the run and the causes of the first; attempts of the same key that are planned later
        run again.
        """
        _, *others = self._attempts.pop(first.key)
        self._faulted.discard(first.key)
        self._losses.pop(first.key, None)
        self._suspects.pop(first.key, None)
        attempts = [first, *(replace(one, run=first.run, causes=first.causes) for one in others)]
        self._judging += len(attempts)
        return tuple(map(JudgeRun, attempts))

    def _lose_run(self, key: str, message: str, losses: dict[str, list[str]], what: str) -> tuple[Instruction, ...]:
        """Run the key again, last and apart from other runs; after too many `losses` of its own it is judged by them.

        `what` names the things that were lost together with it.
        """
        self._in_flight.remove(key)
        said = losses.setdefault(key, [])
        said.append(message)
        if len(said) == LOSSES and self._phase is not _Phase.STOPPING:
            ends = f"it was lost with {LOSSES} {what}: {'; '.join(said)}"
            return self._judge(self._attempts[key][0].failed(ends))
        self._queue.append(key)
        return ()

    def _take_back(self, key: str) -> tuple[Instruction, ...]:
        """Put the run first in the queue again, or last if it has lost a worker."""
        self._in_flight.remove(key)
        if key in self._losses:
            self._queue.append(key)
        else:
            self._queue.appendleft(key)
        return ()

    def _judge_again(self, attempt: Attempt, message: str) -> tuple[Instruction, ...]:
        """Judge an attempt as INTERNAL because it cannot be judged by its run; if even that fails, stop the batch."""
        if attempt.is_unscored:
            self._judging -= 1
            self._stop(Ending.SYSTEM, message)
            return ()
        return (JudgeRun(attempt.failed(message)),)

    def _lose_zygote(self, key: str | None, message: str) -> tuple[Instruction, ...]:
        """Run the key again last; replace the zygote unless that was done often enough.

        A batch without an end, which replaces it any number of times, counts the deaths that each key saw.
        """
        judged: tuple[Instruction, ...] = ()
        if key in self._in_flight and self._endless:
            judged = self._lose_run(key, message, self._suspects, "processes that make kernels")
        elif key in self._in_flight:
            self._in_flight.remove(key)
            self._queue.append(key)
        if self._phase is _Phase.RUNNING and self._restarts:
            self._restarts -= 1
            self._phase = _Phase.DRAINING
        elif self._phase is not _Phase.DRAINING:
            self._stop(Ending.SYSTEM, message)
        return judged

    def _stop_asked(self) -> None:
        """Stop when the runs in flight have ended; if asked a second time, stop at once."""
        if self._phase is _Phase.STOPPING:
            self._in_flight.clear()
        self._stop(Ending.STOPPED, "")

    def _stop(self, ending: Ending, message: str) -> None:
        """Start nothing more. Only the first reason to stop counts."""
        if self._phase is not _Phase.STOPPING:
            self._phase = _Phase.STOPPING
            self._finish = Finish(ending, message)
