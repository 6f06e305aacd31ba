"""A batch's events, which `driver` reports to `state`, and the instructions that `state` gives in return."""

from dataclasses import dataclass
from enum import StrEnum, unique

import msgspec

from grader.model import Run, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One submission to be judged."""

    submission: Submission
    key: str
    """The run's content key. Jobs with the same key share one run."""
    cached: bool = False
    """Whether the run store has that run. Of jobs that are planned together these come first: they cost nothing and
    show that resuming works."""
    alone: bool = False
    """Whether nothing else may run beside it on its worker, because it may have ended one."""


class Event(msgspec.Struct, frozen=True):
    """Something that happened in a batch."""


class Planned(Event, frozen=True):
    """Jobs of the batch; its first event."""

    jobs: tuple[Job, ...]
    more: bool = False
    """Whether others come later."""


class RunDone(Event, frozen=True):
    """A run ended, with whatever outcome."""

    key: str
    run: Run


class RunFailed(Event, frozen=True):
    """The run failed by a fault of the grader."""

    key: str
    message: str


class RunLost(Event, frozen=True):
    """The worker of this run is gone, or lost what makes its kernels."""

    key: str
    message: str


class RunReturned(Event, frozen=True):
    """The worker of this run shut down normally, or none is left; the run did not cause that."""

    key: str


class Capacity(Event, frozen=True):
    """So many runs may be in flight at once from now on: workers joined or left."""

    workers: int


class ZygoteDied(Event, frozen=True):
    """The zygote or the cluster is gone: this run lost its kernel or, without a key, a restart failed."""

    key: str | None
    message: str


class ZygoteReady(Event, frozen=True):
    """The new zygote is warm."""


class Recorded(Event, frozen=True):
    """The job judged by this run is in the gradebook."""

    job: Job
    run: Run


class JudgeFailed(Event, frozen=True):
    """The job was not judged by this run, by a fault of the grader."""

    job: Job
    run: Run
    message: str


class StorageFailed(Event, frozen=True):
    """The gradebook or the run store can't be written any more."""

    message: str


class StopAsked(Event, frozen=True):
    """Someone pressed Ctrl-C. The first time runs in flight may finish, the second time they may not."""


# What to do.


@dataclass(frozen=True, slots=True)
class StartRun:
    """Get the run of this job's key: from the store, or from a kernel."""

    job: Job


@dataclass(frozen=True, slots=True)
class JudgeRun:
    """Grade a job by a run and put the result in the gradebook."""

    job: Job
    run: Run


@dataclass(frozen=True, slots=True)
class RestartZygote:
    """Start a new zygote, or find the cluster again."""


@unique
class Ending(StrEnum):
    """How a batch ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    """Someone asked for it; the same command goes on from there."""
    SYSTEM = "system"
    """The grader or the machine failed; what was judged is kept."""


@dataclass(frozen=True, slots=True)
class Finish:
    """End whatever is still in flight; the last instruction of a batch."""

    ending: Ending
    message: str
    """The reason, where `ending` is SYSTEM."""


Instruction = StartRun | JudgeRun | RestartZygote | Finish


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a batch is: counts of submissions."""

    total: int
    judged: int
    unscored: int
    """Of the judged, those without a score by a fault of the grader."""
    running: int
    """Runs in flight."""
