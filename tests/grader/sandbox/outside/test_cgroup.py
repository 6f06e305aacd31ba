"""Groups of processes that the machine itself limits. Most of this runs only where this process may make some."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course.datasets.datasets import folder
from grader.model import Outcome, Run
from grader.probe.outside import session
from grader.probe.outside.execute import Questions, execute
from grader.probe.outside.kernel_sandbox import KernelSandbox
from grader.sandbox.limits import Limits
from grader.sandbox.outside import cgroup
from grader.sandbox.outside.bubblewrap import BubblewrapKernels
from grader.sandbox.outside.cgroup import TWO, Cgroup, CgroupFactory, CgroupFolders, find_delegated, own_groups
from grader.sandbox.outside.watchdog import Watchdog
from grader.source.records import Source, SourceCell

ROOT = Path(__file__).parents[4]
OURS = find_delegated()

needs_groups = pytest.mark.skipif(OURS is None, reason="this process may not make cgroups")

Kernels = Callable[..., Run]
Python = subprocess.Popen[str]


@pytest.fixture
def ours() -> Iterator[CgroupFactory]:
    """Where groups can be made; for tests that need that. None stays, whatever became of a test."""
    assert OURS is not None
    yield OURS
    for group in left(OURS):
        group.rmdir()


@pytest.fixture
def python() -> Iterator[Python]:
    """A process that runs a line of Python once it is reported one."""
    code = "import os, sys; exec(sys.stdin.readline())"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process
        process.kill()


def left(cgroups: CgroupFactory, pid: int | None = None) -> list[Path]:
    """Groups that a grader has now, this process by default; those inside of others first."""
    name = f"grader-{pid or os.getpid()}-*"
    return sorted((found for place in cgroups.places for found in place.rglob(name)), reverse=True)


@needs_groups
def test_trying_leaves_nothing_behind(ours: CgroupFactory) -> None:
    """That groups can be made is found out by making one, which is gone afterwards."""
    find_delegated.cache_clear()

    assert find_delegated() == ours
    assert left(ours) == []


SYSTEMD = "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n"
VERSION_1 = (
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:15 - cgroup cgroup rw,memory\n"
    "39 31 0:36 / /sys/fs/cgroup/both rw,relatime - cgroup cgroup rw,cpu,pids\n"
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n"
)
CONTAINER = "35 31 0:32 /docker/1f /sys/fs/cgroup/memory ro,nosuid master:15 - cgroup cgroup rw,memory\n"


@pytest.mark.parametrize(
    ("mountinfo", "own", "expected"),
    [
        (SYSTEMD, "0::/user.slice/run-1.scope/grader", {"": "/sys/fs/cgroup/user.slice/run-1.scope/grader"}),
        (
            VERSION_1,
            "9:cpu,pids:/\n4:memory:/jobs/a:b\n2:cpuset:/\n0::/",
            {
                "pids": "/sys/fs/cgroup/both",
                "cpu": "/sys/fs/cgroup/both",
                "memory": "/sys/fs/cgroup/memory/jobs/a:b",
                "": "/sys/fs/cgroup/unified",
            },
        ),
        (CONTAINER, "4:memory:/docker/1f/x", {"memory": "/sys/fs/cgroup/memory/x"}),
        (CONTAINER, "4:memory:/docker/2e", {}),
        ("", "4:memory:/\n0::/", {}),
    ],
    ids=["version 2", "version 1", "a part of the tree", "another part of the tree", "not mounted"],
)
def test_a_process_finds_its_own_groups(mountinfo: str, own: str, expected: dict[str, str]) -> None:
    """Both versions, side by side and in a container: the folders are those in which this process is."""
    assert own_groups(own, mountinfo) == {name: Path(path) for name, path in expected.items()}


@needs_groups
def test_memory_past_the_limit_is_killed_and_known(ours: CgroupFactory, python: Python) -> None:
    """The machine ends a process that takes more than its group may have, and says so; before, it says nothing."""
    group = ours.make(memory_mib=64, processes=8)
    group.add(python.pid)
    before = group.ran_out()

    python.communicate("x = bytearray(256 << 20)\n")

    assert (before, python.returncode, group.ran_out()) == (False, -signal.SIGKILL, True)
    assert group.remove()


@needs_groups
def test_what_processes_hold_counts_and_what_files_hold_does_not(ours: CgroupFactory, python: Python) -> None:
    """50 MiB of a process and 60 of a file in memory are 50 MiB: a watchdog's limit is one of processes."""
    group = ours.make(memory_mib=1000, processes=8)
    group.add(python.pid)
    assert python.stdin
    assert python.stdout
    take = "f = open(os.memfd_create('x'), 'wb'); f.write(bytes(60 << 20)); f.flush(); x = bytearray(50 << 20)"

    print(f"{take}; print(flush=True); sys.stdin.read()", file=python.stdin, flush=True)
    python.stdout.readline()

    assert 49 < group.anonymous_mib() < 58
    python.communicate()
    assert group.remove()


@needs_groups
def test_what_the_machine_kills_for_itself_is_not_the_groups_doing(ours: CgroupFactory, python: Python) -> None:
    """A process that dies since all the machine's memory ran out, here that of the group around, was not over its own
    limit: that is a fault of the grader, and costs nobody points.
    """
    if ours.version is TWO:
        pytest.skip("in version 2 the group around would need rights of its own")
    around = ours.make(memory_mib=64, processes=8)
    group = CgroupFactory(ours.version, around.places).make(memory_mib=1000, processes=8)
    group.add(python.pid)

    python.communicate("x = bytearray(256 << 20)\n")

    assert (python.returncode, group.ran_out()) == (-signal.SIGKILL, False)
    assert group.remove()
    assert around.remove()


@needs_groups
def test_processes_past_the_limit_cannot_be_started(ours: CgroupFactory, python: Python) -> None:
    """The fork that would be one too many fails."""
    group = ours.make(memory_mib=64, processes=4)
    group.add(python.pid)

    forks = "try:\n    while os.fork(): pass\nexcept BlockingIOError: print('full')"
    said, _ = python.communicate(f"exec({forks!r})\n")

    assert "full" in said
    asyncio.run(group.close())  # the machine's first process may take a moment to bury its children
    assert left(ours) == []


@needs_groups
def test_a_group_is_removed_as_soon_as_it_is_empty(ours: CgroupFactory, python: Python) -> None:
    """A group with a process stays; closing it waits until that is gone."""

    async def close() -> tuple[bool, bool]:
        closing = asyncio.ensure_future(group.close())
        await asyncio.sleep(0)
        waited = not closing.done()
        python.kill()
        await closing
        return waited, group.places.memory.exists()

    group = ours.make(memory_mib=64, processes=4)
    group.add(python.pid)

    assert asyncio.run(close()) == (True, False)
    assert left(ours) == []


@needs_groups
def test_a_group_that_cannot_be_made_whole_is_not_made(ours: CgroupFactory, tmp_path: Path) -> None:
    """Where one half of the tree refuses, the other half is as before."""
    half = replace(ours, places=replace(ours.places, pids=tmp_path / "nothing"))

    with pytest.raises(FileNotFoundError):
        half.make(memory_mib=64, processes=8)

    assert left(ours) == []


@needs_groups
def test_groups_of_graders_that_were_killed_are_swept(ours: CgroupFactory) -> None:
    """What a killed process left is removed by the next one, which lets alone what the living have."""
    dies = (
        "import os, signal\nfrom grader.sandbox.limits import Limits\n"
        "from grader.sandbox.outside.cgroup import create_cgroup\n"
        "assert create_cgroup(Limits())\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    with subprocess.Popen([sys.executable, "-c", dies], cwd=ROOT) as dead:
        dead.wait()
    mine = ours.make(memory_mib=64, processes=8)
    before = left(ours, dead.pid)

    ours.sweep()

    assert before
    assert left(ours, dead.pid) == []
    assert mine.remove()


def test_version_2_gets_its_limits(tmp_path: Path) -> None:
    """A plain folder receives what is written to a group of version 2, swap included."""
    group = CgroupFactory(TWO, CgroupFolders(tmp_path, tmp_path)).make(memory_mib=64, processes=8)

    assert {file.name: file.read_text() for file in group.places.memory.iterdir()} == {
        "memory.max": "67108864",
        "memory.swap.max": "0",
        "memory.oom.group": "1",
        "pids.max": "8",
    }


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ("max 0\noom 0\noom_kill 0\noom_group_kill 0\n", False),
        ("max 9\noom 2\noom_kill 12\noom_group_kill 1\n", True),
        ("max 0\noom 0\noom_kill 1\noom_group_kill 0\n", False),
    ],
    ids=["nothing", "at its own limit", "the machine's memory ran out"],
)
def test_version_2_is_read_right(tmp_path: Path, counts: str, expected: bool) -> None:  # noqa: FBT001 - a parameter
    """The events of a group of version 2, as the system's documentation has them."""
    (tmp_path / "memory.events").write_text(f"low 0\nhigh 0\n{counts}")

    assert Cgroup(TWO, CgroupFolders(tmp_path, tmp_path), 64).ran_out() is expected


RECORDS = """
import ctypes, mmap, os, signal
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
size = 4096 * 60_000
start = libc.mmap(None, ctypes.c_size_t(size), 0, 0x4022, -1, 0)
for page in range(0, 60_000, 2):
    assert libc.mprotect(ctypes.c_void_p(start + 4096 * page), 4096, mmap.PROT_READ) == 0
for _ in range(60):
    r, w = os.pipe()
    if os.fork() == 0:
        os.write(w, b"x")
        signal.pause()
    os.close(w)
    os.read(r, 1)
    os.close(r)
"""
"""A region cut into 60,000 pieces, each with a record of 200 bytes or more, and that in 61 processes."""
PIPES = """
import os, signal
for _ in range(60):
    r, w = os.pipe()
    if os.fork() == 0:
        for _ in range(220):
            _, into = os.pipe()
            os.set_blocking(into, False)
            try:
                while os.write(into, bytes(4096)): pass
            except BlockingIOError: pass
        os.write(w, b"x")
        signal.pause()
    os.close(w)
    os.read(r, 1)
    os.close(r)
"""
"""Full pipes that nobody reads: 64 MiB of them, then 8 KiB each."""
CHILD = """
import os
if os.fork() == 0:
    x = bytearray(500 << 20)
    os._exit(0)
os.wait()
import time
time.sleep(15)
"""
SMALL = Limits(memory_mib=128, folder_mib=16)
FILLS = """
import os
x = bytearray(200 << 20)
full = []
for folder in ("/tmp", "/dev/shm", os.environ["HOME"]):
    try:
        for number in range(100):
            with open(f"{folder}/{number}", "wb") as file: file.write(bytes(4 << 20))
    except OSError as error:
        full.append(error.errno)
print(full)
"""


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little slack, so that little has to be taken."""
    monkeypatch.setattr(cgroup, "SLACK_MIB", 32)


@pytest.fixture
def without_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine where this process may make none."""
    monkeypatch.setattr(session, "create_cgroup", lambda _: None)


@needs_groups
@pytest.mark.kernel
@pytest.mark.usefixtures("slack")
@pytest.mark.parametrize("bomb", [RECORDS, PIPES], ids=["records", "pipes"])
def test_memory_that_no_process_shows_ends_the_run(kernels: Kernels, ours: CgroupFactory, bomb: str) -> None:
    """What the system holds for a submission counts, and the sentence is the one for all memory."""
    run = kernels("a = 1", bomb, "b = 2", limits=SMALL)

    assert run.outcome is Outcome.OUT_OF_MEMORY
    assert run.message.endswith("`: It used more than 128 MiB of memory and was stopped.")
    assert left(ours) == []


@pytest.mark.kernel
@pytest.mark.usefixtures("without_groups")
@pytest.mark.parametrize("bomb", [RECORDS, PIPES], ids=["records", "pipes"])
def test_the_watchdog_alone_does_not_see_it(kernels: Kernels, bomb: str) -> None:
    """The very same cells run to their end where there is no group: that is what it is for."""
    assert kernels(bomb, limits=SMALL).outcome is Outcome.OK


@needs_groups
@pytest.mark.kernel
@pytest.mark.usefixtures("slack")
def test_a_child_that_the_machine_kills_ends_the_run(kernels: Kernels, monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 1 kills one process only: the run ends nevertheless, and its record says what it had used by then."""
    monkeypatch.setattr(Watchdog, "wait_exceeded", lambda _: asyncio.sleep(1e6, 0.0))

    run = kernels(CHILD, limits=SMALL)

    assert run.outcome is Outcome.OUT_OF_MEMORY
    assert run.peak_mib >= SMALL.memory_mib + cgroup.FOLDERS * SMALL.folder_mib + cgroup.SLACK_MIB
    assert run.wall_s < Limits().cell_s / 3


@needs_groups
@pytest.mark.kernel
def test_all_of_a_submission_is_in_its_group(kernels: Kernels) -> None:
    """The kernel is in a group before its first cell runs, and what it starts is in the same."""
    run = kernels("import subprocess\nprint(open('/proc/self/cgroup').read())\n!cat /proc/self/cgroup")

    own, _, childs = "".join(output.text for output in run.cells[0].outputs).replace("\r", "").partition("\n\n")
    assert "/grader-" in own
    assert sorted(childs.split()) == sorted(own.split())


@needs_groups
@pytest.mark.kernel
def test_what_the_limits_allow_fits_into_a_group(kernels: Kernels, ours: CgroupFactory) -> None:
    """Memory near the limit and three full folders together are not a reason to stop an honest submission."""
    run = kernels(FILLS, limits=Limits(memory_mib=256))

    assert (run.outcome, run.cells[0].outputs[0].text) == (Outcome.OK, "[28, 28, 28]\n")
    assert left(ours) == []


HONEST = ("import numpy as np\nx = np.arange(6.0)", "import tensorflow as tf\nprint(tf.reduce_sum(x))", "x / 'no'")


@pytest.mark.kernel
@pytest.mark.parametrize("hog", ["", "y = bytearray(400 << 20); y[::4096] = bytes([1]) * 102400\nwhile True: pass"])
def test_runs_end_alike_with_a_group_and_without(kernels: Kernels, monkeypatch: pytest.MonkeyPatch, hog: str) -> None:
    """Whether the machine has groups for us changes no outcome, no sentence and no evidence."""
    cells = (*HONEST, hog) if hog else HONEST
    one = kernels(*cells, look=("x",), limits=Limits(memory_mib=300))
    monkeypatch.setattr(session, "create_cgroup", lambda _: None)
    other = kernels(*cells, look=("x",), limits=Limits(memory_mib=300))

    assert (one.outcome, one.message, one.evidence) == (other.outcome, other.message, other.evidence)


@needs_groups
@pytest.mark.kernel
@pytest.mark.usefixtures("slack")
def test_a_kernel_with_a_bubblewrap_of_its_own_has_a_group_too(loop: asyncio.Runner, ours: CgroupFactory) -> None:
    """The other way to make kernels has the same limit."""

    async def run() -> Run:
        cold = BubblewrapKernels(KernelSandbox(data=folder(ROOT, "small"), masked=(ROOT,)))
        source = Source(cells=(SourceCell(text=RECORDS),))
        request = Questions(plan=lambda _: pytest.fail("there is nothing to look at"))
        try:
            return await execute(source, request, kernels=cold, limits=SMALL, key="k")
        finally:
            cold.close()

    ended = loop.run(run())

    assert ended.outcome is Outcome.OUT_OF_MEMORY
    assert left(ours) == []
