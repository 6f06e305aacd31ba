"""A cgroup for each submission, in addition to the watchdog, if this process may make one.

Theory of operation. A group counts all memory of any kind that its processes make the machine hold, and the machine
itself enforces its limit. So it covers memory that no process shows (records of mappings, pipes, sockets), and it acts
between two looks of the watchdog. Its limit is higher than the watchdog's by the size of the writable folders and some
slack. So the watchdog acts first on memory that a process shows, and an honest submission ends the same way with and
without a group.

A kernel is added once it is ready and before learner code runs in it; everything that it starts is then inside. What it
used before still counts for its earlier group, in both versions, and so does everything that it shares with a zygote.

    version 1   a group below our own, of `memory` and of `pids`. Never higher up in the tree: a limit
                on this process is meant for its kernels too.
    version 2   a group next to our own, below one that its owner marked as delegated (`user.delegate`): root could
                write to any, but a tree has one owner. Limits are allowed only on children of a group without
                processes, so this process must be one level below the marked group:
                systemd-run --user --pipe -p Delegate=yes -p DelegateSubgroup=grader grader …

Groups are called `grader-<our pid>-<number>`. If a grader is killed, the next one removes its groups.
"""

import asyncio
import contextlib
import functools
import itertools
import logging
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from grader.sandbox.limits import Limits

log = logging.getLogger(__name__)

SLACK_MIB = 256
"""MiB that a group may have beyond the watchdog's limit and the writable folders: kernel stacks, tables."""
FOLDERS = 3
"""The number of a kernel's writable folders."""
MORE_PROCESSES = 16
"""Processes beyond the limit that each user has in a jail, so that the jail acts first."""
MIB = 2**20
AT_ONCE = MIB
"""Bytes that the machine may request at once: a group that came this close to its limit has reached it."""
STEP_S = 0.2
"""Seconds between two checks whether a group has reached its limit."""
RETRY_S = 0.005
GONE_S = 2.0
"""Seconds that killed processes may take to disappear."""
GROUP_NAME = re.compile(r"grader-(\d+)-\d+")
NUMBERS = itertools.count(1)
SWAP = ("memory.memsw.limit_in_bytes", "memory.swap.max")
"""Files that may be missing on a machine without swap."""


@dataclass(frozen=True, slots=True)
class Version:
    """The differences between the versions of cgroups."""

    limits: Mapping[str, str]
    """Maps each file to what is written to it, in this order."""
    anonymous: str
    """The name, in a group's statistics, of the bytes in memory that belong to no file."""
    ran_out: Callable[[Path, int], bool]
    """Whether the machine killed a process because the group in that folder had reached its limit of this many bytes.

    A group also counts its processes that are killed because memory elsewhere runs out, such as the machine's own.
    """


def _one_ran_out(folder: Path, memory: int) -> bool:
    # its count of failures stays at zero in newer systems
    return (
        _killed(folder / "memory.oom_control") and int(_text(folder / "memory.max_usage_in_bytes")) > memory - AT_ONCE
    )


def _two_ran_out(folder: Path, _: int) -> bool:
    events = folder / "memory.events"
    return _killed(events) and re.search(r"^oom [1-9]", _text(events), re.MULTILINE) is not None


def _killed(file: Path) -> bool:
    return re.search(r"^oom_kill [1-9]", _text(file), re.MULTILINE) is not None


def _text(path: Path) -> str:
    return path.read_text(encoding="ascii")


ONE = Version(
    {
        "memory.limit_in_bytes": "{memory}",
        "memory.memsw.limit_in_bytes": "{memory}",  # limits memory and swap together
        "pids.max": "{processes}",
    },
    "rss",
    _one_ran_out,
)
TWO = Version(
    {"memory.max": "{memory}", "memory.swap.max": "0", "memory.oom.group": "1", "pids.max": "{processes}"},
    "anon",
    _two_ran_out,
)


@dataclass(frozen=True, slots=True)
class CgroupFolders:
    """A folder of the tree for each of the two controllers. In version 2 both are one folder."""

    memory: Path
    pids: Path

    def __iter__(self) -> Iterator[Path]:
        """Yield each folder once."""
        return iter(dict.fromkeys((self.memory, self.pids)))

    def control_file(self, file: str) -> Path:
        """The path of a controller's file with this name."""
        return (self.pids if file.startswith("pids.") else self.memory) / file

    def child(self, name: str) -> Self:
        """The folders with that name in these."""
        return type(self)(self.memory / name, self.pids / name)


@dataclass(frozen=True, slots=True)
class Cgroup:
    """The group of one submission."""

    version: Version
    places: CgroupFolders
    memory_mib: int

    async def enclose(self, pidfd: int) -> bool:
        """Add the kernel under a process, and everything it will start. Returns whether this worked; logs if not."""
        try:
            await asyncio.to_thread(self._take_in, pidfd)  # the first time in a while, the system takes 15 ms
        except OSError as error:
            log.warning("a kernel is not in its cgroup: %s", error)
            return False
        return True

    def _take_in(self, pidfd: int) -> None:
        for pid in _children(pidfd):
            self.add(pid)

    def add(self, pid: int) -> None:
        """Add one process with its threads. Raises `OSError`."""
        for folder in self.places:
            (folder / "cgroup.procs").write_text(str(pid))

    def anonymous_mib(self) -> float:
        """MiB that its processes took while in the group and that belong to no file, with swap. Raises `OSError`."""
        stat = dict(line.split() for line in _text(self.places.memory / "memory.stat").splitlines())
        return (int(stat[self.version.anonymous]) + int(stat.get("swap", 0))) / MIB

    def ran_out(self) -> bool:
        """Whether the machine killed a process because the group reached its memory limit."""
        return self.version.ran_out(self.places.memory, self.memory_mib * MIB)

    def least_mib(self) -> float:
        """A lower bound of its processes' peak memory in MiB: a watchdog does not see what ends between two looks."""
        return float(self.memory_mib if self.ran_out() else 0)

    async def wait_exceeded(self) -> float:
        """Wait until the group's limit was not enough, and return it in MiB. Runs for ever if it is always enough."""
        while not self.ran_out():  # noqa: ASYNC110 - a count in a file of version 1 can't wake anybody
            await asyncio.sleep(STEP_S)
        return self.memory_mib

    async def close(self) -> None:
        """Remove the group once its processes are gone. If they do not end, it is left to the next grader."""
        until = time.monotonic() + GONE_S
        while not await asyncio.to_thread(self.remove):  # `remove` waits for the system
            if time.monotonic() > until:
                log.warning("the cgroup %s cannot be removed", self.places.memory)
                return
            await asyncio.sleep(RETRY_S)

    def remove(self) -> bool:
        """Remove the group if it has no process left; return whether it is removed."""
        for folder in self.places:
            try:
                folder.rmdir()
            except FileNotFoundError:
                continue
            except OSError:
                return False
        return True


@dataclass(frozen=True, slots=True)
class CgroupFactory:
    """The place where this process may make groups."""

    version: Version
    places: CgroupFolders

    def make(self, *, memory_mib: int, processes: int) -> Cgroup:
        """Make a new group without a process. Raises `OSError`, and then leaves no group."""
        name = f"grader-{os.getpid()}-{next(NUMBERS)}"
        group = Cgroup(self.version, self.places.child(name), memory_mib)
        try:
            for folder in group.places:
                folder.mkdir()
            for file, value in self.version.limits.items():
                with contextlib.suppress(FileNotFoundError) if file in SWAP else contextlib.nullcontext():
                    group.places.control_file(file).write_text(
                        value.format(memory=memory_mib * MIB, processes=processes)
                    )
        except OSError:
            group.remove()
            raise
        return group

    def sweep(self) -> None:
        """Remove the groups of graders that are no longer running."""
        for folder in self.places:
            for left in folder.glob("grader-*"):
                name = GROUP_NAME.fullmatch(left.name)
                if name and not Path("/proc", name[1]).exists():
                    with contextlib.suppress(OSError):
                        left.rmdir()


def create_cgroup(limits: Limits) -> Cgroup | None:
    """A new group with room for a submission; None if groups are not possible."""
    cgroups = find_delegated()
    if cgroups is None:
        return None
    memory_mib = limits.memory_mib + FOLDERS * limits.folder_mib + SLACK_MIB
    try:
        return cgroups.make(memory_mib=memory_mib, processes=limits.processes + MORE_PROCESSES)
    except OSError as error:
        log.warning("a kernel has no cgroup: %s", error)
        return None


@functools.cache
def find_delegated() -> CgroupFactory | None:
    """The place where this process may make groups, tried once; None if it may not, or if they do not work."""
    own = own_groups(Path("/proc/self/cgroup").read_text(), Path("/proc/self/mountinfo").read_text())
    for candidate in (_two, _one):
        with contextlib.suppress(OSError, KeyError):
            found = candidate(own)
            found.sweep()
            _try(found)
            return found
    return None


def _one(own: Mapping[str, Path]) -> CgroupFactory:
    """The place for groups of version 1. Raises `KeyError` if it lacks a controller."""
    return CgroupFactory(ONE, CgroupFolders(own["memory"], own["pids"]))


def _two(own: Mapping[str, Path]) -> CgroupFactory:
    """The place for groups of version 2. Raises `KeyError` or `OSError` if none was delegated."""
    marked = own[""].parent
    if os.getxattr(marked, "user.delegate") != b"1":
        raise PermissionError("the group is somebody else's")
    (marked / "cgroup.subtree_control").write_text("+memory +pids")
    return CgroupFactory(TWO, CgroupFolders(marked, marked))


def own_groups(cgroup: str, mountinfo: str) -> dict[str, Path]:
    """The groups that a process is in, from two files of /proc: maps controllers ("" is version 2) to folders."""
    tree = dict(_mounted(mountinfo))
    own: dict[str, Path] = {}
    for line in cgroup.splitlines():
        _, names, path = line.split(":", 2)
        for name in tree.keys() & names.split(","):
            root, folder = tree[name]
            with contextlib.suppress(ValueError):  # a container may show a part of the tree that is not its own
                own[name] = folder / Path(path).relative_to(root)
    return own


def _mounted(mountinfo: str) -> Iterator[tuple[str, tuple[str, Path]]]:
    """Yield each controller ("" is version 2) with the mounted part of its tree and its mount point."""
    for line in mountinfo.splitlines():
        mount, _, system = line.partition(" - ")
        *_, root, folder, _ = mount.split()[:6]
        kind, _, options = system.split(" ", 2)
        if kind in {"cgroup", "cgroup2"}:
            for name in options.split(",") if kind == "cgroup" else [""]:
                yield name, (root, Path(folder))


def _children(pidfd: int) -> list[int]:
    """The processes that a process has started. Raises `OSError` if it is gone."""
    known = Path(f"/proc/self/fdinfo/{pidfd}").read_text()
    pid = known.partition("Pid:")[2].split(maxsplit=1)[0]
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _try(cgroups: CgroupFactory) -> None:
    """Do with one of our own processes what is to be done with kernels. Raises `OSError`."""
    group = cgroups.make(memory_mib=64, processes=8)
    try:
        with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as process:  # noqa: S607 - the first one on PATH is good enough
            group.add(process.pid)
        group.ran_out()
    finally:
        group.remove()
