"""The interface between a session and what makes its kernels: a zygote, a bubblewrap each, or no sandbox at all.

The JSON of a `ChildRequest` is what a new child gets, in a memfd that the zygote passes on unread.
"""

import asyncio
import signal
from dataclasses import asdict, dataclass
from typing import Literal, Protocol

import msgspec

from grader.sandbox.limits import Limits

KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)
"""How a kernel ends that was killed. A bubblewrap of its own can't tell that from the exit code 137."""
CPU_SHARE = 0.6
"""The part of its CPU seconds that a process killed for them has used at least: the system kills by a count of ticks
and tells a count of time. On a busy machine that was 0.72 of the limit."""

Mode = Literal["fork", "cold", "none"]
"""How kernels are made: forked from a zygote, each in a bubblewrap of its own, or bare."""


@dataclass(frozen=True, slots=True)
class Exit:
    """How a kernel's process ended."""

    code: int
    """Exit code; -n where signal n killed it."""
    cpu_s: float


class Kernel(Protocol):
    """One child, from its start to its end."""

    exited: asyncio.Future[Exit]

    @property
    def pidfd(self) -> int:
        """A descriptor of the process under which all of the child's processes are."""

    def signal(self, number: int) -> None:
        """Send a signal to the child's main process; nothing happens where it has ended."""

    async def kill(self) -> Exit:
        """End it and everything it started. Safe to call twice."""

    def close(self) -> None:
        """Release its descriptors, once it has ended."""


class Kernels(Protocol):
    """Makes children in the sandbox, for several runs at once."""

    mode: Mode
    ready_s: float
    """Seconds that a kernel may take until it answers."""
    start_cpu_s: int
    """CPU seconds that a kernel's own start may take, beside what its submission may."""
    fresh_mib: float | None
    """MiB that a kernel's processes have when it is ready, once a watchdog has measured it."""
    unavailable: bool
    """Whether it can make no more of them."""
    slots: asyncio.Semaphore
    """One for each kernel that may be at work at once. Kernels that are being ended hold none."""

    @property
    def exhausted(self) -> bool:
        """Whether it has made so many that a fresh one should take over. It can still make more."""

    async def fork(self, body: bytes, sockets: list[int], status: int, *, prepared: bool = False) -> Kernel:
        """A new child, started. It reads `body`, and says on the pipe `status` when it is ready, or its answer.

        One that is `prepared` is forked, where children are, from a process that has put a model together. It lacks
        TensorFlow's threads, which functions and data sets need.
        """

    def close(self) -> None:
        """End them all."""


JAILED = ("private_mib", "address_mib", "file_mib", "folder_mib", "descriptors", "processes", "cpu_s")
"""The limits that the jail itself sets; the others are kept from outside."""

ChildTask = Literal["kernel", "clean_room", "self_check"]


class ChildRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A child's task, and the limits it is to take on before it begins."""

    task: ChildTask
    limits: dict[str, int]


class KernelRequest(ChildRequest, frozen=True, kw_only=True):
    """The request to a kernel."""

    output_bytes: int
    key: str = ""
    """The session's key, with which messages are signed."""


def jail_limits(limits: Limits, *, start_cpu_s: int = 0) -> dict[str, int]:
    """The limits that a child sets for itself, whose start may take so many CPU seconds besides."""
    jailed = {name: value for name, value in asdict(limits).items() if name in JAILED}
    return jailed | {"cpu_s": limits.cpu_s + start_cpu_s}
