"""The grader's exceptions, by who can fix the error. A learner's mistake is data (`Outcome`, `Verdict`), not an
exception.

GraderError
├── SpecError        an instructor's mistake in a TOML file, a reference or a command line      exit 2
│   └── MissingExtra     packages that only some commands need are not installed
├── EvidenceError    a kernel's answer is not allowed by `evidence`; ends only that run
└── SystemFault      ours: nothing that a learner or an instructor wrote caused it              exit 3
    ├── SandboxError     this machine cannot jail a kernel; with the command that helps
    ├── KernelFault      the zygote or a kernel failed before learner code could have caused it
    │   ├── ZygoteLost       the zygote itself is gone, and every kernel with it
    │   ├── WorkerLost       the machine of a run is gone, or its zygote is
    │   └── WorkerLeft       it is shutting down, or there is no worker; the run can use another
    ├── ClusterLost      the scheduler of a cluster can't be reached any longer
    └── StorageError     the gradebook or a different file of the grader can't be read or written
        └── MissingDataError an exercise's data was never fetched; all other exercises can be judged
"""

from grader import DISTRIBUTION


class GraderError(Exception):
    """The base of every exception that the grader raises on purpose."""


class SpecError(GraderError):
    """An instructor's mistake. The message names the file, criterion and key, what was found and what is allowed."""


class MissingExtra(SpecError):  # noqa: N818 - named after what is missing, like `ZygoteLost`
    """Packages of an extra are not installed. The message ends with the command that installs them.

    The command names the packages themselves: the grader is not on any package index, so `pip install NAME[EXTRA]`
    would find nothing, or an unrelated project.
    """

    def __init__(self, what: str, *extras: str) -> None:
        from importlib.metadata import requires  # noqa: PLC0415 - takes 10 ms, and kernels and most commands don't need it

        listed = (one.partition(";") for one in requires(DISTRIBUTION) or ())
        asked = [f'extra == "{extra}"' for extra in extras]
        needed = [spec.strip() for spec, _, marker in listed if marker.strip().replace("'", '"') in asked]
        super().__init__(f"{what}; type: pip install {' '.join(repr(one) for one in needed)}")


class EvidenceError(GraderError):
    """Bytes from a kernel that are not evidence: too long, malformed, or with impossible claims."""


class SystemFault(GraderError):  # noqa: N818 - the design's word, and the base of three errors
    """An error in the grader or the machine. It never costs a learner points."""


class SandboxError(SystemFault):
    """This machine cannot run a kernel safely. `remedy` is the command that helps, or empty."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class KernelFault(SystemFault):
    """A kernel or its zygote failed although no learner code can have caused it."""


class ZygoteLost(KernelFault):
    """The zygote is gone, and every kernel with it; a new zygote has to be started."""


class WorkerLost(KernelFault):
    """The worker of a run is gone, perhaps because of the run, or the worker's zygote is gone."""


class WorkerLeft(KernelFault):
    """The worker of a run is shutting down normally, or there is no worker."""


class ClusterLost(SystemFault):
    """The scheduler of a cluster can't be reached. Its workers may still be working."""


class StorageError(SystemFault):
    """One of our files can't be read or written: a full disk, a locked gradebook, a missing folder."""


class MissingDataError(StorageError):
    """An exercise needs data that was never fetched on this machine. The message has the command to type."""
