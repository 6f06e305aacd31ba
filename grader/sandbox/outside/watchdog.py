"""Measures the memory of a whole submission: all processes under one, without special rights on the machine.

Theory of operation. A limit per process neither stops many processes nor counts what they share, so somebody outside
has to add it up. The root of the tree is one of our processes (stage 1, or bubblewrap), known by its pidfd; it is not
counted. There are two sums over the processes below it:

    rough   RssAnon + RssShmem + swap + page tables of each, and what all sockets could hold. 0.1 ms. Counts a page as
            often as it is mapped, the 230 MiB born with a zygote's fork included: never less than the exact sum.
    exact   counts a page once, however many share it. If the submission has a cgroup, the machine
            counts its pages: 0.1 ms. Otherwise it adds up Pss, minus what is shared with the zygote. Of that,
            each process has at most what the root has, which left its share untouched. 3 to 6 ms per process.

The exact sum is read in three cases: if the rough sum does not rule out that the limit is exceeded, once a second while
the rough sum grows, and at the end, for the peak. If it is over the limit, it is read again: a child in the middle of
`vfork` shares its parent's memory for a millisecond, and both count. What a kernel had when it was ready is subtracted,
so that the limit means the same for all. In a cgroup this is next to nothing. Otherwise it is about 40 MiB for a forked
kernel and 230 MiB for one in its own bubblewrap. It is measured once, because all kernels of one maker are alike in
this.

What a submission can take elsewhere, as measured, and what limits it:

    memfd               32 MiB each, in no sum if written but not mapped, 1.6 GiB in 50: the call is refused (`seccomp`)
    shared, anonymous   in no sum if all but one page is unmapped, 1.5 GiB in three: refused (`seccomp`)
    files               in tmpfs, with open and deleted ones: limited by its size, three times `folder_mib`
    sockets             0.25 MiB each, 0.4 in the worst case, in no process's sum: counted here by their number, with
                        those in flight. Not counted: SO_SNDBUF, which makes it 8 MiB if the machine allows that
    pipes               64 MiB for all of a user's pipes, then 8 KiB each: 512 MiB in 65,536 of them: `cgroup`
    records of mappings 17 MiB for the 65,530 that a process may have, times `processes`: `cgroup`
    locks on files      19,000 in 5 s, then ever slower: needs no limit
"""

import asyncio
import os
import re
import threading
import time
from pathlib import Path
from typing import NamedTuple

from grader.sandbox.outside.cgroup import Cgroup

STEP_S = 0.05
"""Seconds between two looks at a submission near its limit."""
LONGEST_S = 0.2
"""Seconds between two looks at a submission far from its limit."""
FASTEST_MIB_S = 10_000.0
"""MiB that a submission could take in a second on a fast machine."""
RENEWED_S = 1.0
"""Seconds after which the exact sum is read again if it may have changed."""
NOTABLE_MIB = 16.0
"""Growth of the rough sum, in MiB, after which an exact one is read for the peak."""
MIB_OF_KIB = 1 / 1024
ROUGH = re.compile(rb"^(?:RssAnon|RssShmem|VmSwap|VmPTE):\s+(\d+)", re.MULTILINE)
EXACT = re.compile(rb"^(Pss_Anon|Pss_Shmem|SwapPss|Private_Dirty):\s+(\d+)", re.MULTILINE)
TABLES = re.compile(rb"^VmPTE:\s+(\d+)", re.MULTILINE)
SOCKETS = re.compile(rb"^UNIX\S*\s+\d+\s+(\d+)", re.MULTILINE)


class MemorySample(NamedTuple):
    """Both sums at one moment, in MiB."""

    rough: float
    exact: float
    at: float


class Share(NamedTuple):
    """A process's memory in MiB, each page divided by the number of processes that have it."""

    all: float
    shared: float
    """The part of `all` that other processes have too."""


class Watchdog:
    """Watches the processes below one process. Make it when a kernel is ready and before learner code runs in it."""

    def __init__(
        self, pidfd: int, limit_mib: float, *, group: Cgroup | None = None, fresh_mib: float | None = None
    ) -> None:
        """Watch a kernel, in its `group` if it has one; otherwise `fresh_mib` is what it has now, if that is known."""
        self.limit_mib = limit_mib
        self._pidfd = pidfd
        self._group = group
        self._socket_mib = 2 * int(Path("/proc/sys/net/core/wmem_default").read_bytes()) / 2**20
        self.fresh_mib = self._exact() if fresh_mib is None or group else fresh_mib
        self._last = MemorySample(self._rough(), self.fresh_mib, 0.0)
        self._peak = 0.0
        self._lock = threading.Lock()

    @property
    def peak_mib(self) -> float:
        """The highest use seen so far, including now, minus the use of a fresh kernel. Read it while the kernel
        lives.
        """
        if self._peak <= self.limit_mib:  # one that is over the limit will be killed, so measuring stops
            self._certain()
        return self._peak

    async def wait_exceeded(self) -> float:
        """Wait until the submission is over its limit, perhaps for ever; return its MiB beyond a fresh kernel's."""
        while True:
            rough = self._rough()
            if self._is_due(rough):
                used = await asyncio.to_thread(self._certain)
                if used > self.limit_mib:
                    return used
            await asyncio.sleep(min(max(STEP_S, self._room(rough) / FASTEST_MIB_S), LONGEST_S))

    def _room(self, rough: float) -> float:
        """The least MiB by which the exact sum is below the limit."""
        return self.limit_mib + self.fresh_mib - rough

    def _is_due(self, rough: float) -> bool:
        """Whether to read the exact sum: the submission may be over the limit, or the last reading is old."""
        last, room = self._last, self._room(rough)
        if room + last.rough - last.exact < 0:
            return True
        return (room < 0 or rough > last.rough + NOTABLE_MIB) and time.monotonic() > last.at + RENEWED_S

    def _certain(self) -> float:
        """MiB beyond a fresh kernel; if the first exact sum is over the limit, the smaller of two."""
        rough, exact = self._rough(), self._exact()
        if exact - self.fresh_mib > self.limit_mib:
            exact = min(exact, self._exact())
        self._last = MemorySample(rough, exact, time.monotonic())
        with self._lock:  # two threads may look at once, and the higher sum must remain
            self._peak = max(self._peak, exact - self.fresh_mib)
        return exact - self.fresh_mib

    def _rough(self) -> float:
        pids = _below(_pid(self._pidfd))
        return sum(_status_mib(pid, ROUGH) for pid in pids) + self._sockets(pids)

    def _exact(self) -> float:
        root = _pid(self._pidfd)
        pids = _below(root)
        if self._group is not None:
            return self._group.anonymous_mib() + sum(_status_mib(pid, TABLES) for pid in pids) + self._sockets(pids)
        born_with = _share(root).shared
        own = (one.all - min(one.shared, born_with) for one in map(_share, pids))
        return sum(own) + self._sockets(pids)

    def _sockets(self, pids: set[int]) -> float:
        """MiB that the sockets of a submission could hold: all in its network namespace, including those in flight."""
        known = _read(f"/proc/{min(pids)}/net/protocols") if pids else b""
        return sum(map(int, SOCKETS.findall(known))) * self._socket_mib


def _read(path: str) -> bytes:
    """The content of a file of /proc; empty if its process is gone or forbids reading."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - takes a third of a path's time, twenty times a second
            return file.read()
    except OSError:
        return b""


def _pid(pidfd: int) -> int:
    """The process id of a pidfd; -1 once the process is gone."""
    found = re.search(rb"^Pid:\s+(-?\d+)", _read(f"/proc/self/fdinfo/{pidfd}"), re.MULTILINE)
    return int(found[1]) if found else -1


def _below(root: int) -> set[int]:
    """All processes under one: the children of each of its threads, and their descendants."""
    found: set[int] = set()
    fresh = _children(root)
    while fresh:
        found |= fresh
        fresh = {child for pid in fresh for child in _children(pid)} - found
    return found


def _children(pid: int) -> set[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 - takes less time
    except OSError:
        return set()
    return {int(child) for thread in threads for child in _read(f"/proc/{pid}/task/{thread}/children").split()}


def _status_mib(pid: int, lines: re.Pattern[bytes]) -> float:
    """MiB of a process by the lines of its status: `ROUGH` counts shared pages in full, `TABLES` only page tables."""
    return sum(map(int, lines.findall(_read(f"/proc/{pid}/status")))) * MIB_OF_KIB


def _share(pid: int) -> Share:
    """How much memory a process uses of what is available to it. If it forbids reading, it counts with all of it."""
    found = {name: int(kib) * MIB_OF_KIB for name, kib in EXACT.findall(_read(f"/proc/{pid}/smaps_rollup"))}
    if b"Pss_Anon" not in found:
        return Share(_status_mib(pid, ROUGH), 0)
    shared = found[b"Pss_Anon"] - found[b"Private_Dirty"]
    return Share(
        found[b"Pss_Anon"] + found[b"Pss_Shmem"] + found[b"SwapPss"] + _status_mib(pid, TABLES), max(shared, 0)
    )
