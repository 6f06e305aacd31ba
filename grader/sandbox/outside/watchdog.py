"""The memory of a whole submission: all processes under one, without rights on the machine.

Theory of operation. Limits of a process stop neither many processes nor what is shared between them, so somebody
outside has to add up. The root of the tree is a process of ours (stage 1, or bubblewrap), known by its pidfd; it is
not counted. Two sums over the processes below it:

    rough   RssAnon + RssShmem + swap + page tables of each, and what all sockets could hold. 0.1 ms. Counts a page as
            often as it is mapped, the 230 MiB born with a zygote's fork included: never less than the exact sum.
    exact   the same where a page counts once however many share it. If the submission has a cgroup, the machine
            counts its pages: 0.1 ms. Elsewhere they are summed up by Pss, less what is shared with the zygote. Of that,
            each process has at most what the root has: the root did nothing with its share. 3 to 6 ms a process.

The exact sum is read when the rough one leaves it possible that the limit is passed, once a second while the rough one
grows, and at the end, for the peak. One over the limit is read again: a child in the middle of `vfork` has its parent's
memory for a millisecond, and both count. What a kernel had when it was ready is taken off, so that the limit means the
same for all. It is next to nothing in its cgroup; elsewhere it is about 40 MiB if forked and 230 MiB in a bubblewrap of
its own, and measured once, because all kernels of one maker are alike then.

What a submission can take elsewhere, measured, and what bounds it:

    memfd               32 MiB each in no sum when written and not mapped, 1.6 GiB in 50: no such call (`seccomp`)
    shared, anonymous   in no sum once unmapped but for one page, 1.5 GiB in three: no such mapping (`seccomp`)
    files               tmpfs, open and deleted ones too: its size, three times `folder_mib`
    sockets             0.25 MiB each, 0.4 in the worst case, in no process's sum: counted here by their number, those
                        in flight included. Not seen: SO_SNDBUF, which made it 8 MiB where the machine allows that
    pipes               64 MiB for all of a user's, from there on 8 KiB each: 512 MiB in 65,536 of them: `cgroup`
    records of mappings 17 MiB for the 65,530 that a process may have, `processes` times that: `cgroup`
    locks on files      19,000 in 5 s, and ever slower: nothing
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
"""Seconds between two looks at one that is far from it."""
FASTEST_MIB_S = 10_000.0
"""MiB that a submission could take in a second on a fast machine."""
RENEWED_S = 1.0
"""Seconds after which the exact sum is read again where it may have changed."""
NOTABLE_MIB = 16.0
"""Growth of the rough sum that is worth an exact one, for the peak."""
MIB_OF_KIB = 1 / 1024
ROUGH = re.compile(rb"^(?:RssAnon|RssShmem|VmSwap|VmPTE):\s+(\d+)", re.MULTILINE)
EXACT = re.compile(rb"^(Pss_Anon|Pss_Shmem|SwapPss|Private_Dirty):\s+(\d+)", re.MULTILINE)
TABLES = re.compile(rb"^VmPTE:\s+(\d+)", re.MULTILINE)
SOCKETS = re.compile(rb"^UNIX\S*\s+\d+\s+(\d+)", re.MULTILINE)


class MemorySample(NamedTuple):
    """Both sums of one moment, in MiB."""

    rough: float
    exact: float
    at: float


class Share(NamedTuple):
    """A process's memory in MiB, each page divided by the number of processes that have it."""

    all: float
    shared: float
    """Of `all`, what others have too."""


class Watchdog:
    """Watches what lives under one process. Make one when a kernel is ready and before learner code runs in it."""

    def __init__(
        self, pidfd: int, limit_mib: float, *, group: Cgroup | None = None, fresh_mib: float | None = None
    ) -> None:
        """For a kernel in a `group`, if it is in one; else `fresh_mib` is what it has now, where that is known."""
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
        """The most seen, this moment included, beyond a fresh kernel. Read it while the kernel lives."""
        if self._peak <= self.limit_mib:  # one that is over the limit is to be killed, and not looked at for longer
            self._certain()
        return self._peak

    async def wait_exceeded(self) -> float:
        """MiB of the submission beyond a fresh kernel's, once over the limit. Runs for ever where they never are."""
        while True:
            rough = self._rough()
            if self._is_due(rough):
                used = await asyncio.to_thread(self._certain)
                if used > self.limit_mib:
                    return used
            await asyncio.sleep(min(max(STEP_S, self._room(rough) / FASTEST_MIB_S), LONGEST_S))

    def _room(self, rough: float) -> float:
        """MiB that the exact sum is under the limit at least."""
        return self.limit_mib + self.fresh_mib - rough

    def _is_due(self, rough: float) -> bool:
        """Whether to read the exact sum: over the limit by all that is known, or not known for a while."""
        last, room = self._last, self._room(rough)
        if room + last.rough - last.exact < 0:
            return True
        return (room < 0 or rough > last.rough + NOTABLE_MIB) and time.monotonic() > last.at + RENEWED_S

    def _certain(self) -> float:
        """MiB beyond a fresh kernel: the less of two exact sums where the first is over the limit."""
        rough, exact = self._rough(), self._exact()
        if exact - self.fresh_mib > self.limit_mib:
            exact = min(exact, self._exact())
        self._last = MemorySample(rough, exact, time.monotonic())
        with self._lock:  # two threads may look at once, and the higher sum is to stay
            self._peak = max(self._peak, exact - self.fresh_mib)
        return exact - self.fresh_mib

    def _rough(self) -> float:
        pids = _below(_pid(self._pidfd))
        return sum(map(_resident, pids)) + self._sockets(pids)

    def _exact(self) -> float:
        root = _pid(self._pidfd)
        pids = _below(root)
        if self._group is not None:
            return self._group.anonymous_mib() + sum(map(_tables, pids)) + self._sockets(pids)
        born_with = _share(root).shared
        own = (one.all - min(one.shared, born_with) for one in map(_share, pids))
        return sum(own) + self._sockets(pids)

    def _sockets(self, pids: set[int]) -> float:
        """MiB that the sockets of a submission could hold: those of its network namespace, so in flight ones too."""
        known = _read(f"/proc/{min(pids)}/net/protocols") if pids else b""
        return sum(map(int, SOCKETS.findall(known))) * self._socket_mib


def _read(path: str) -> bytes:
    """A file of /proc; nothing where its process is gone or forbids it."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a third of a path's time, twenty times a second
            return file.read()
    except OSError:
        return b""


def _pid(pidfd: int) -> int:
    """The process of a pidfd, -1 once it is gone."""
    found = re.search(rb"^Pid:\s+(-?\d+)", _read(f"/proc/self/fdinfo/{pidfd}"), re.MULTILINE)
    return int(found[1]) if found else -1


def _below(root: int) -> set[int]:
    """Every process under one: the children of each of its threads, and theirs."""
    found: set[int] = set()
    fresh = _children(root)
    while fresh:
        found |= fresh
        fresh = {child for pid in fresh for child in _children(pid)} - found
    return found


def _children(pid: int) -> set[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")  # noqa: PTH208 - as above
    except OSError:
        return set()
    return {int(child) for thread in threads for child in _read(f"/proc/{pid}/task/{thread}/children").split()}


def _resident(pid: int) -> float:
    """MiB of a process, shared pages in full."""
    return sum(map(int, ROUGH.findall(_read(f"/proc/{pid}/status")))) * MIB_OF_KIB


def _tables(pid: int) -> float:
    """MiB of a process's page tables."""
    return sum(map(int, TABLES.findall(_read(f"/proc/{pid}/status")))) * MIB_OF_KIB


def _share(pid: int) -> Share:
    """A process's part of the memory it has. One that can't be looked into, as it forbade that, has all of it."""
    found = {name: int(kib) * MIB_OF_KIB for name, kib in EXACT.findall(_read(f"/proc/{pid}/smaps_rollup"))}
    if b"Pss_Anon" not in found:
        return Share(_resident(pid), 0)
    shared = found[b"Pss_Anon"] - found[b"Private_Dirty"]
    return Share(found[b"Pss_Anon"] + found[b"Pss_Shmem"] + found[b"SwapPss"] + _tables(pid), max(shared, 0))
