"""Kernels without a sandbox that wait for their run: each has one run, and none outlives the grader."""

import asyncio
import errno
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from grader.course.datasets.datasets import folder
from grader.engine.kernel_supply import WarmSupply
from grader.evidence import encode
from grader.model import Outcome, Run
from grader.probe.outside.execute import Questions, execute
from grader.probe.outside.kernel_sandbox import KernelSandbox
from grader.sandbox.limits import Limits
from grader.sandbox.outside.kernel_factory import Kernels
from grader.sandbox.outside.unsandboxed import UnsandboxedKernels
from grader.source.records import Source, SourceCell
from tests.grader.conftest import ROOT, request_for

pytestmark = pytest.mark.kernel

END_S = 60.0
"""Seconds after which a process that ought to have ended is said to live on."""
WHO = "import os\nprint(os.getpid())"
HOMES = "from pathlib import Path\nprint(Path.cwd().parent)"
LEAVES = """
import random, sys, threading
import numpy as np
import tensorflow as tf
print(os.environ.get("LEFT"), "left" in globals(), sorted(os.listdir()), sorted(os.environ), threading.active_count())
print(len(sys.modules), os.path.basename(os.getcwd()).startswith("tmp"))
os.environ["LEFT"] = os.environ["OMP_NUM_THREADS"] = "5"
open("left", "w").close()
left = tf.random.normal((3,)) + np.random.normal(size=3) + random.random()
print("x" * 5000)
"""
"""Says what it finds, leaves something in every way, and prints much."""
PAGES = r"""
import re
print(re.search(r"RssFile:\s+(\d+)", open("/proc/self/status").read())[1])
"""
"""Says how many KiB of files it has in memory."""
ENDLESS = """
import os
with open(os.environ["TOLD"], "w") as told:
    told.write(str(os.getpid()))
while True:
    pass
"""
GRADER = """
from tests.grader.sandbox.outside import test_spare_kernels as tests

tests.with_spare(lambda kernels: tests.run(kernels, tests.ENDLESS))
"""
"""A grader in the middle of an endless run."""
CHECKER = """
import sys
from pathlib import Path
from grader.commands.checker import Listener
from grader.commands import lab_checker

asked = Listener.asked

async def ready(self):
    print("ready", flush=True)
    return await asked(self)

Listener.asked = ready
lab_checker.main(Path(sys.argv[1]))
"""
"""What `grader lab` starts; it says when it listens."""


async def run(kernels: Kernels, *cells: str, output_kib: int = 64, models: bool = False) -> Run:
    """The run of some cells; what is looked at is `left`."""
    questions = Questions(plan=lambda _: request_for(look=("left",)), answers=((),) * len(cells), models=models)
    source = Source(cells=tuple(SourceCell(text=cell) for cell in cells))
    return await execute(source, questions, kernels=kernels, limits=Limits(output_kib=output_kib), key="k")


def spares(grader: int | None = None) -> set[int]:
    """The processes that wait or work as kernels of a grader, of this process unless said."""
    return {one.pid for one in psutil.Process(grader).children(recursive=True) if _is_spare(one)}


def _is_spare(process: psutil.Process) -> bool:
    """One that was started a moment ago has no command line yet, and is not dead for that."""
    command = process.cmdline()
    waits = {"grader.sandbox.inside.unsandboxed", "waiting"} <= {*command}
    return waits or (not command and process.status() != psutil.STATUS_ZOMBIE)


def homes(ran: Run) -> list[Path]:
    """The folders of all processes that were started."""
    return list(Path(ran.cells[0].outputs[0].text.strip()).iterdir())


def with_spare(use: Callable[[Kernels], Coroutine[object, object, object]]) -> None:
    """Let something use the kernels of a warm checker, all of which have ended afterwards."""

    async def body() -> None:
        supply = WarmSupply(KernelSandbox(data=folder(ROOT, "small")), slots=1, mode="none", notice=print)
        try:
            await use(await supply.get())
        finally:
            supply.close()

    asyncio.run(body())
    assert spares() == set()


def assert_ended(processes: Iterable[int], kill: Callable[[], None]) -> None:
    """Each of the processes ends once something is killed."""
    watched = {pid: os.pidfd_open(pid) for pid in processes}
    kill()
    try:
        assert [pid for pid, descriptor in watched.items() if not select.select([descriptor], [], [], END_S)[0]] == []
    finally:
        for descriptor in watched.values():
            os.close(descriptor)


def test_each_run_has_a_process_of_its_own_and_gives_what_a_cold_start_gives() -> None:
    """It is the one that waited. It finds nothing of the run before, neither its file nor its limits."""

    async def use(kernels: Kernels) -> None:
        runs = []
        for output_kib in (1, 64):
            (waiting,) = spares()
            runs.append(await run(kernels, WHO, LEAVES, output_kib=output_kib))
            assert runs[-1].cells[0].outputs[0].text == f"{waiting}\n"
            assert waiting not in spares()
        cut, warm = runs
        assert (cut.outcome, warm.outcome) == (Outcome.TOO_MUCH_OUTPUT, Outcome.OK)
        cold = await _run_cold()
        assert warm.cells[1].outputs == cold.cells[1].outputs
        assert encode(warm.evidence) == encode(cold.evidence)

    with_spare(use)


async def _run_cold() -> Run:
    kernels = UnsandboxedKernels(KernelSandbox(data=folder(ROOT, "small")))
    try:
        return await run(kernels, WHO, LEAVES)
    finally:
        kernels.close()


def test_what_waits_gives_pages_of_files_back() -> None:
    """370 MiB of TensorFlow's libraries are in memory when it has imported them; next to nothing of that is needed."""

    async def use(kernels: Kernels) -> None:
        ran = await run(kernels, PAGES)
        assert int(ran.cells[0].outputs[0].text) < 100 * 1024

    with_spare(use)


def test_without_a_sandbox_no_clean_room_takes_the_place_of_the_next_run() -> None:
    """Though models are looked at: no third process is started."""

    async def use(kernels: Kernels) -> None:
        ran = await run(kernels, HOMES, models=True)
        assert len(homes(ran)) == 2  # of the run, and of the process that waits now

    with_spare(use)


def test_a_process_that_was_killed_while_it_waited_is_replaced() -> None:
    """A machine that is short of memory kills what waits."""

    async def use(kernels: Kernels) -> None:
        (waiting,) = spares()
        psutil.Process(waiting).kill()
        async with _kernel(kernels):
            assert len(spares() - {waiting}) == 2  # it, and the one that waits now

    with_spare(use)


def test_a_run_keeps_its_process_where_no_other_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk, say."""

    def no_folder(**_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def use(kernels: Kernels) -> None:
        (waiting,) = spares()
        monkeypatch.setattr(tempfile, "mkdtemp", no_folder)
        async with _kernel(kernels):
            assert spares() == {waiting}

    with_spare(use)


@asynccontextmanager
async def _kernel(kernels: Kernels) -> AsyncIterator[None]:
    """A kernel that was started, and is not waited for."""
    reading, status = os.pipe()
    kernel = await kernels.fork(b"{}", [], status)
    try:
        yield
    finally:
        await kernel.kill()
        kernel.close()
        for descriptor in (reading, status):
            os.close(descriptor)


def test_kernels_end_with_a_grader_that_is_killed(tmp_path: Path) -> None:
    """The one at work too, though its cell never ends."""
    told = tmp_path / "told"
    os.mkfifo(told)
    hears = os.open(told, os.O_RDWR)
    variables = os.environ | {"TOLD": str(told), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", GRADER], env=variables) as grader:
        ended = os.pidfd_open(grader.pid)
        assert hears in select.select([hears, ended], [], [])[0]
        kernels = spares(grader.pid)
        assert int(os.read(hears, 20)) in kernels
        assert len(kernels) == 2
        assert_ended(kernels, grader.kill)
    for descriptor in (hears, ended):
        os.close(descriptor)


def test_a_warm_checker_has_one_that_waits_and_ends_with_it(tmp_path: Path) -> None:
    """Without a sandbox. The process ends when the checker's stdin is closed."""
    variables = os.environ | {"PATH": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    call = [sys.executable, "-c", CHECKER, str(ROOT)]
    with subprocess.Popen(call, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as checker:
        assert checker.stdin is not None
        assert checker.stdout is not None
        assert checker.stdout.readline() == b"ready\n"
        waiting = spares(checker.pid)
        assert len(waiting) == 1
        assert_ended(waiting, checker.stdin.close)
    assert checker.returncode == 0
