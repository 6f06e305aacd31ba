"""The interface between a session and the maker of its kernels: a zygote, one bubblewrap each, or no sandbox at all.

A new child gets the JSON of a `ChildRequest`, in a memfd that the zygote passes on unread.
"""

import asyncio
import signal
from dataclasses import asdict, dataclass
from typing import Literal, Protocol

import msgspec

from grader.sandbox.limits import Limits

KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)
"""The exit codes of a killed kernel. A kernel in its own bubblewrap can't tell the signal from exit code 137."""
CPU_SHARE = 0.6
"""The least part of its CPU seconds that a process has used if it was killed for exceeding them: the system kills by a
count of ticks but reports measured time. On a busy machine it was 0.72 of the limit.
"""

Mode = Literal["fork", "cold", "none"]
"""How kernels are made: forked from a zygote, each in its own bubblewrap, or without a sandbox."""


@dataclass(frozen=True, slots=True)
class Exit:
    """How a kernel's process ended."""

    code: int
    """The exit code; -n if signal n killed it."""
    cpu_s: float


class Kernel(Protocol):
    """One child, from its start to its end."""

    exited: asyncio.Future[Exit]

    @property
    def pidfd(self) -> int:
        """A descriptor of the process under which all of the child's processes run."""

    def signal(self, number: int) -> None:
        """Send a signal to the child's main process; nothing happens if it has ended."""

    async def kill(self) -> Exit:
        """End it and everything it started. It is safe to call this twice."""

    def close(self) -> None:
        """Release its descriptors after it has ended."""


class Kernels(Protocol):
    """Makes children in the sandbox, for several runs at once."""

    mode: Mode
    ready_s: float
    """Seconds that a kernel may take until it answers."""
    start_cpu_s: int
    """CPU seconds that a kernel's start may take, in addition to its submission's."""
    fresh_mib: float | None
    """MiB that a kernel's processes have when it is ready, once a watchdog has measured it."""
    unavailable: bool
    """Whether it can make no more kernels."""
    slots: asyncio.Semaphore
    """A slot for each kernel that may work at the same time. Kernels that are being ended hold none."""

    @property
    def exhausted(self) -> bool:
        """Whether it has made enough kernels that a fresh maker should replace it. It can still make more."""

    async def fork(self, body: bytes, sockets: list[int], status: int, *, prepared: bool = False) -> Kernel:
        """Start a new child. It reads `body`, and reports on the pipe `status` that it is ready, or writes its answer
        there.

        If children are forked, a `prepared` one comes from a process that has already built a model. It lacks
        TensorFlow's threads, which functions and data sets need.
        """

    def close(self) -> None:
        """End all of its children."""


JAILED = ("private_mib", "address_mib", "file_mib", "folder_mib", "descriptors", "processes", "cpu_s")
"""The limits that the jail itself sets; the others are enforced from outside."""

ChildTask = Literal["kernel", "clean_room", "self_check"]


class ChildRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The task of a child, and the limits that it sets for itself before it begins."""

    task: ChildTask
    limits: dict[str, int]


class KernelRequest(ChildRequest, frozen=True, kw_only=True):
    """The request to a kernel."""

    output_bytes: int
    key: str = ""
    """The session's key, which signs messages."""


def jail_limits(limits: Limits, *, start_cpu_s: int = 0) -> dict[str, int]:
    """The limits that a child sets for itself; its start may take `start_cpu_s` more CPU seconds."""
    jailed = {name: value for name, value in asdict(limits).items() if name in JAILED}
    return jailed | {"cpu_s": limits.cpu_s + start_cpu_s}
