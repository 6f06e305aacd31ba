"""What happens in a batch, and what is to be done about it: the words in which `state` and `driver` speak."""

from dataclasses import dataclass
from enum import StrEnum, unique

from grader.model import Run, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One submission to be judged."""

    submission: Submission
    key: str
    """The run's content key. Jobs with the same key are one run."""
    cached: bool = False
    """Whether the run store has that run. Those come first: they cost nothing and show that resuming works."""
    alone: bool = False
    """Whether nothing else may run beside it on its worker, as it may have ended one."""


# What happened.


@dataclass(frozen=True, slots=True)
class Planned:
    """There is this to do; the first event of a batch."""

    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class RunDone:
    """A run came to an end, whichever."""

    key: str
    run: Run


@dataclass(frozen=True, slots=True)
class RunFailed:
    """A fault of ours left no run."""

    key: str
    message: str


@dataclass(frozen=True, slots=True)
class RunLost:
    """The worker that this run was on is gone, or lost what makes its kernels."""

    key: str
    message: str


@dataclass(frozen=True, slots=True)
class RunReturned:
    """The worker that this run was given to leaves in good order, or there is none; the run is to blame for nothing."""

    key: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """This many runs may be in flight at once from now on: workers came or went."""

    workers: int


@dataclass(frozen=True, slots=True)
class ZygoteDied:
    """There is no zygote or cluster any more: this run lost its kernel, or, without a key, a new one can't be had."""

    key: str | None
    message: str


@dataclass(frozen=True, slots=True)
class ZygoteReady:
    """The new zygote is warm."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The job judged by this run is in the gradebook."""

    job: Job
    run: Run


@dataclass(frozen=True, slots=True)
class JudgeFailed:
    """A fault of ours kept the job from being judged by this run."""

    job: Job
    run: Run
    message: str


@dataclass(frozen=True, slots=True)
class StorageFailed:
    """The gradebook or the run store takes nothing any more."""

    message: str


@dataclass(frozen=True, slots=True)
class StopAsked:
    """Someone pressed Ctrl-C: the first time what is in flight may finish, the second time it may not."""


Event = (
    Planned
    | RunDone
    | RunFailed
    | RunLost
    | RunReturned
    | Capacity
    | ZygoteDied
    | ZygoteReady
    | Recorded
    | JudgeFailed
    | StorageFailed
    | StopAsked
)


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
    """Someone asked; the same command goes on from there."""
    SYSTEM = "system"
    """A fault of ours; what was judged is kept."""


@dataclass(frozen=True, slots=True)
class Finish:
    """End whatever is still in flight; the last instruction of a batch."""

    ending: Ending
    message: str
    """Why, where it is a fault of ours."""


Instruction = StartRun | JudgeRun | RestartZygote | Finish


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a batch is, in submissions."""

    total: int
    judged: int
    unscored: int
    """Of the judged, those that a fault of ours kept from a score."""
    running: int
    """Runs in flight."""
