"""What a submission's processes take together, seen from outside: trees of plain processes, then real kernels."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from grader.probe.outside.session import Session, Usage
from grader.sandbox.limits import Limits
from grader.sandbox.outside import watchdog as watchdog_module
from grader.sandbox.outside.suspend_clock import Countdown
from grader.sandbox.outside.watchdog import Watchdog
from grader.sandbox.outside.zygote import Zygote

TREE = """
import os, sys
if os.fork():
    os.wait()
else:
    for line in sys.stdin:
        exec(line.encode().decode("unicode_escape"))
        print("done", flush=True)
"""
"""A root, which is not counted, over one process that runs what it is told."""


class Tree:
    """Processes to watch."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", TREE]
        self.root = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.pidfd = os.pidfd_open(self.root.pid)

    async def do(self, code: str) -> str:
        """What the process under the root prints first, having run some code."""
        assert self.root.stdin
        assert self.root.stdout
        self.root.stdin.write(code.encode("unicode_escape").decode() + "\n")
        self.root.stdin.flush()
        return await asyncio.to_thread(self.root.stdout.readline)

    def end(self) -> None:
        """Kill them all."""
        os.killpg(self.root.pid, 9)
        self.root.communicate()
        os.close(self.pidfd)


@asynccontextmanager
async def tree() -> AsyncIterator[Tree]:
    """A tree that is ready."""
    made = Tree()
    try:
        await made.do("import mmap, os, signal, socket")
        yield made
    finally:
        made.end()


def watched(code: str, limit_mib: float) -> float:
    """MiB at which a watchdog calls, while a process does something, and then nothing for ever."""

    async def watch() -> float:
        async with tree() as made:
            watchdog = Watchdog(made.pidfd, limit_mib)
            await made.do(code)
            async with asyncio.timeout(20):
                return await watchdog.wait_exceeded()

    return asyncio.run(watch())


def seen(*codes: str) -> list[float]:
    """The peak after each of some pieces of code."""

    async def watch() -> list[float]:
        async with tree() as made:
            watchdog = Watchdog(made.pidfd, 1e6)
            peaks = []
            for code in codes:
                await made.do(code)
                peaks.append(watchdog.peak_mib)
            return peaks

    return asyncio.run(watch())


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain process has the machine's network, in which other programs' sockets come and go."""
    monkeypatch.setattr(watchdog_module, "SOCKETS", re.compile(rb"(?!)"))


FORK = "import os, signal\nfor _ in range({n}):\n    r, w = os.pipe()\n    if os.fork() == 0:\n"
WAITS = "        os.write(w, b'x'); signal.pause()\n    os.read(r, 1)\n"
"""A child says that it is there, and stays."""


@pytest.mark.usefixtures("no_sockets")
@pytest.mark.parametrize(
    "code",
    [
        "x = bytearray(400 << 20)",
        "x = mmap.mmap(-1, 400 << 20); x.write(bytes([1]) * (400 << 20))",
        FORK.format(n=4) + "        x = bytearray(100 << 20)\n" + WAITS,
    ],
    ids=["private", "shared", "four processes"],
)
def test_memory_is_seen_wherever_it_lies(code: str) -> None:
    """Private, shared between processes, spread over them: 400 MiB are 400 MiB."""
    assert 395 < watched(code, 350) < 420


@pytest.mark.usefixtures("no_sockets")
def test_what_processes_share_counts_once() -> None:
    """Three children that only have their parent's memory add next to nothing to it."""
    before, after = seen("x = bytearray(200 << 20)", FORK.format(n=3) + WAITS)

    assert 195 < before < 210
    assert after < before + 20


@pytest.mark.usefixtures("no_sockets")
def test_a_copy_that_becomes_ones_own_counts() -> None:
    """A child that writes to its parent's memory has it a second time."""
    writes = "        for at in range(0, len(x), 4096): x[at] = 1\n"

    (both,) = seen("x = bytearray(200 << 20)\n" + FORK.format(n=1) + writes + WAITS)

    assert 395 < both < 420


@pytest.mark.usefixtures("no_sockets")
def test_memory_between_a_parent_and_its_child_is_not_taken_for_the_roots() -> None:
    """Shared with one's own child is not shared with a zygote: nothing of it is let off."""
    assert watched("x = bytearray(400 << 20)\n" + FORK.format(n=1) + WAITS, 350) < 420


@pytest.mark.usefixtures("no_sockets")
def test_memory_given_back_does_not_lower_the_peak() -> None:
    """The peak is the most there was."""
    first, second = seen("x = bytearray(100 << 20)", "del x")

    assert first > 95
    assert second >= first


@pytest.mark.usefixtures("no_sockets")
def test_a_watchdog_says_nothing_below_its_limit() -> None:
    """Sums in which pages count twice are looked into, and do not raise the alarm."""

    async def watch() -> tuple[bool, float]:
        async with tree() as made:
            watchdog = Watchdog(made.pidfd, 300)
            alarm = asyncio.ensure_future(watchdog.wait_exceeded())
            await made.do("x = bytearray(200 << 20)\n" + FORK.format(n=3) + WAITS)
            looked = watchdog.peak_mib
            await made.do("y = bytearray(200 << 20)")
            return looked < 300, await asyncio.wait_for(alarm, 20)

    quiet, called_at = asyncio.run(watch())

    assert quiet
    assert 300 < called_at < 440


@pytest.mark.usefixtures("no_sockets")
def test_processes_may_vanish_while_they_are_looked_at() -> None:
    """Hundreds of children that end at once, and then the whole tree, are nothing to fail on."""

    async def watch() -> tuple[float, bool]:
        async with tree() as made:
            watchdog = Watchdog(made.pidfd, 500)
            alarm = asyncio.ensure_future(watchdog.wait_exceeded())
            storm = asyncio.ensure_future(made.do("for _ in range(500):\n    if os.fork() == 0: os._exit(0)"))
            peaks = [watchdog.peak_mib]
            while not storm.done():
                peaks.append(await asyncio.to_thread(lambda: watchdog.peak_mib))
            os.killpg(made.root.pid, 9)
            made.root.wait()
            peaks.append(watchdog.peak_mib)
            alarm.cancel()
            await asyncio.gather(alarm, return_exceptions=True)
            return max(peaks), alarm.cancelled()

    peak, was_watching = asyncio.run(watch())

    assert peak < 500
    assert was_watching


Watch = Callable[..., tuple[float | None, float]]
"""`(cell, limit_mib)`: the MiB at which a watchdog or a cgroup called, if one did, and the peak."""


@pytest.fixture
def watch(loop: asyncio.Runner, zygote: Zygote) -> Watch:
    """A function that runs a cell in a kernel that is watched."""

    async def run(cell: str, limit_mib: int) -> tuple[float | None, float]:
        usage = Usage()
        async with Session(zygote, Limits(memory_mib=limit_mib), usage) as session:
            await session.run([cell], [0], Countdown(60))
            called = session.overrun.result() if session.overrun.done() else None
        return called, usage.peak_mib

    return lambda cell, limit_mib=1500: loop.run(run(cell, limit_mib))


HOGS = {
    "steps": "import time\nx = []\nwhile True:\n    x.append(bytearray(50 << 20)); x[-1][::4096] = bytes([1]) * 12800",
    "processes": (
        "import os, signal\n"
        "for _ in range(6):\n"
        "    if os.fork() == 0: x = bytearray(400 << 20); x[::4096] = bytes([1]) * 102400; signal.pause()\n"
        "signal.pause()"
    ),
}


@pytest.mark.kernel
@pytest.mark.parametrize("name", HOGS)
def test_a_hog_is_caught_near_its_limit(watch: Watch, name: str) -> None:
    """Memory by steps and in six processes: the alarm comes before twice the limit is taken."""
    called, peak = watch(HOGS[name])

    assert called is not None
    assert 1500 < called < 3000
    assert peak >= called


@pytest.mark.kernel
def test_what_sockets_could_hold_counts(watch: Watch) -> None:
    """Messages that nobody reads lie in no process's memory: 200 sockets are taken for full."""
    called, peak = watch("import socket\nkeep = [socket.socketpair() for _ in range(100)]")

    assert called is None
    assert peak > 40


@pytest.mark.kernel
def test_sockets_are_stopped_before_they_are_full(watch: Watch) -> None:
    """Thousands of sockets are over the limit by what they could hold, whatever they do hold."""
    cell = (
        "import os, signal, socket\n"
        "for _ in range(40):\n"
        "    if os.fork() == 0:\n"
        "        keep = [socket.socketpair() for _ in range(200)]; signal.pause()\n"
        "signal.pause()"
    )

    called, _ = watch(cell)

    assert called is not None


@pytest.mark.kernel
@pytest.mark.parametrize(
    "take",
    [
        "os.memfd_create('x')",
        "mmap.mmap(-1, 1 << 20)",
        "mmap.mmap(os.open('/dev/zero', os.O_RDWR), 1 << 20)",
    ],
)
def test_memory_that_no_sum_shows_cannot_be_had(watch: Watch, take: str) -> None:
    """Pages that belong to no process, or to none any more, are refused: the kernel takes a thousand MiB to say so."""
    refused = "x = bytearray(1000 << 20); signal.pause()"
    cell = f"import mmap, os, signal\ntry:\n    {take}\nexcept OSError:\n    {refused}"

    called, _ = watch(cell, 800)

    assert called is not None


@pytest.mark.kernel
def test_training_stays_far_from_the_limit(watch: Watch) -> None:
    """A convolutional network of a course's size is fitted in a fraction of what there is."""
    cell = (
        "import numpy as np, keras\n"
        "model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Conv2D(32, 3, activation='relu'),"
        " keras.layers.MaxPooling2D(), keras.layers.Flatten(), keras.layers.Dense(10, activation='softmax')])\n"
        "model.compile('adam', 'sparse_categorical_crossentropy')\n"
        "model.fit(np.random.rand(2000, 28, 28, 1), np.random.randint(0, 10, 2000), verbose=0)"
    )

    called, peak = watch(cell)

    assert called is None
    assert 20 < peak < 500


@pytest.mark.kernel
def test_a_fresh_kernel_is_at_nothing(watch: Watch) -> None:
    """What a kernel is born with, from the zygote or by itself, is not the learner's."""
    called, peak = watch("1 + 1")

    assert called is None
    assert peak < 15


@pytest.mark.kernel
def test_children_of_a_kernel_do_not_count_what_comes_from_the_zygote(watch: Watch) -> None:
    """Six that do nothing add what they made their own, and no part of what all kernels share."""
    cell = (
        "import os, signal\n"
        "for _ in range(6):\n"
        "    r, w = os.pipe()\n"
        "    if os.fork() == 0: os.write(w, b'x'); signal.pause()\n"
        "    os.read(r, 1)"
    )

    called, peak = watch(cell)

    assert called is None
    assert peak < 60
