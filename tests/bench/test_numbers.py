"""The numbers to hold, measured: CPU seconds of grader, zygote and kernels, gradebook and pages included.

Run by `make bench`; prints a table and passes whatever it says. Every figure is taken in this one run, the stock
kernel's too. CPU seconds, because wall clock says little on a shared machine; where wall clock is the point, medians.
"""

import asyncio
import itertools
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbclient
import nbformat
import psutil
import pytest
from rich.console import Console
from rich.table import Table

import grader
from grader.course.datasets.datasets import cache_home, folder
from grader.engine.batch.driver import LocalRunner
from grader.engine.batch.grade import GradeBatch
from grader.engine.engine import Engine
from grader.evidence import Array, Evidence, Request
from grader.gradebook import Gradebook
from grader.probe.outside import execute as executing
from grader.probe.outside.execute import Questions, execute
from grader.probe.outside.kernel_sandbox import KernelSandbox
from grader.sandbox.limits import Limits
from grader.sandbox.outside.answering import ask
from grader.sandbox.outside.kernel_factory import ChildRequest, jail_limits
from grader.sandbox.outside.sandbox import ENVIRONMENT
from grader.sandbox.outside.suspend_clock import Countdown
from grader.sandbox.outside.zygote import Zygote
from grader.source.records import Source, SourceCell
from grader.source.source import reference_source
from grader.storage.folder import scan_folder
from grader.storage.layout import GRADEBOOK
from reports.publish import PageWriter

pytestmark = [pytest.mark.bench, pytest.mark.filterwarnings("default")]

ROOT = Path(__file__).parents[2]
TWO_LAYERS = "06_multi_layer/two_layers"
VALUES = {"05_single_layer/elementwise": 0.11, TWO_LAYERS: 0.11, "10_softmax/softmax": 0.14}
"""Exercise to the CPU seconds to hold, as all of them on a machine whose stock kernel takes `STOCK_S`."""
STOCK_S = 3.0
KERAS, TRAINING = "11_keras/sequential", "18_training/train"
REPEATS = 12
TRAININGS = 5
BATCH = 40
STOCK = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """What a piece of work took."""

    cpu_s: float
    wall_s: float
    peak_mib: float = 0.0


class Meter:
    """CPU seconds of this process, of the zygote, and of the kernels that have ended."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def now(self) -> float:
        """CPU seconds so far: ours, and of bubblewrap's tree with all children that were waited for."""
        zygote = await self.engine.kernels.get()
        assert isinstance(zygote, Zygote)
        tree = psutil.Process(zygote.process.pid)
        inside = [tree, *tree.children(recursive=True)]
        return time.process_time() + sum(sum(one.cpu_times()[:4]) for one in inside)


def scripts(out: Path, exercise: str, count: int) -> Path:
    """A cohort's folder with as many right answers, each different by a comment, so that each needs a run."""
    answer = "\n\n# %%\n".join(
        cell.text for cell in reference_source(ROOT / "solutions" / exercise / "reference.py").cells
    )
    for number in range(count):
        path = out / f"learner{number:03}" / f"{exercise}.py"
        path.parent.mkdir(parents=True)
        path.write_text(f"# exercise: {exercise}\n\n# %%\n# {number}\n{answer}\n")
    return out


async def graded(engine: Engine, given: Path, out: Path) -> Cost:
    """Cost of one folder graded with pages, the zygote being warm and the references cached."""
    meter = Meter(engine)
    intake = scan_folder(given, engine.course.exercises)
    for exercise in {found.exercise for found in intake.files}:
        await engine.references.prepare(exercise)
    cpu_s, started = await meter.now(), time.perf_counter()
    with Gradebook.open(out / GRADEBOOK) as gradebook:
        pages = PageWriter(out, engine.course, gradebook)
        cohort = GradeBatch(engine, LocalRunner(engine), gradebook, out, pages.learners.draw)
        await cohort.grade(intake, preparing=lambda _: None, progress=lambda _: None)
        pages.write_index(every=False)
        peaks = [entry.run.peak_mib for entry in gradebook.entries()]
    cpu_s = await meter.now() - cpu_s
    return Cost(
        cpu_s / len(intake.files), (time.perf_counter() - started) / len(intake.files), statistics.median(peaks)
    )


async def trivial(engine: Engine) -> float:
    """CPU seconds of a notebook of one cell, from kernel start to evidence."""
    meter, zygote = Meter(engine), await engine.kernels.get()
    request = Request(asks={}, grid=Array.from_values([]), array_bytes=0)
    source, questions = Source(cells=(SourceCell(text="1 + 1"),)), Questions(plan=lambda _: request)
    before = await meter.now()
    for _ in range(REPEATS):
        await execute(source, questions, kernels=zygote, limits=Limits(), key="")
    return (await meter.now() - before) / REPEATS


TIMED = {
    "sandbox/inside/zygote.py": (
        (
            "    jail.enter_namespaces()\n",
            (
                "    began = time.process_time()\n    jail.enter_namespaces()\n"
                "    jail.SPENT_S = time.process_time() - began\n"
            ),
        ),
        (
            "    jail.die_with_parent()\n    jail.mount_private_tree(",
            "    began = time.process_time()\n    jail.die_with_parent()\n    jail.mount_private_tree(",
        ),
        ("    setup.begin()", "    jail.SPENT_S += time.process_time() - began\n    setup.begin()"),
        ("import socket\n", "import socket\nimport time\n"),
    ),
    "sandbox/inside/self_check.py": (
        (
            "",
            (
                "from grader.sandbox.inside import answering, jail\n"
                "def serve(request, sockets, status):\n"
                "    answering.begin(status)\n    answering.answer(status, str(jail.SPENT_S).encode())\n"
            ),
        ),
    ),
}
"""A file of the grader's inside, and what to replace in a copy of it so that it tells what the jail costs."""


async def isolation(tmp_path: Path) -> float:
    """Median CPU seconds of a child's way into the jail, without the two forks."""
    copy = shutil.copytree(Path(grader.__file__).parent, tmp_path / "timed", ignore=shutil.ignore_patterns("*.pyc"))
    for name, changes in TIMED.items():
        source = (copy / name).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in source
            source = source.replace(old, new, 1) if old else new
        (copy / name).write_text(source, encoding="utf-8")
    zygote = await Zygote.start(KernelSandbox(data=folder(ROOT, "small"), package=copy))
    body = ChildRequest(task="self_check", limits=jail_limits(Limits()))
    answers = [await ask(zygote, body, max_bytes=100, time_left=Countdown(60)) for _ in range(REPEATS)]
    zygote.close()
    return statistics.median(float(answer) for answer in answers)


BARE = """
import json, os, resource, sys
import tensorflow as tf, tensorflow_datasets, matplotlib.pyplot
cells = json.load(sys.stdin)
costs = []
for _ in range({times}):
    if (pid := os.fork()) == 0:
        sys.stdout = open(os.devnull, "w")
        space = {{}}
        for cell in cells: exec(cell, space)
        os._exit(0)
    _, _, usage = os.wait4(pid, 0)
    costs.append(usage.ru_utime + usage.ru_stime)
print(json.dumps(costs))
"""


def bare(exercise: str, times: int) -> float:
    """Median CPU seconds of a reference's cells in a fork of a warm process: no kernel, no jail, no grading."""
    cells = [cell.text for cell in reference_source(ROOT / "solutions" / exercise / "reference.py").cells]
    environment = (
        os.environ | ENVIRONMENT | {"TFDS_DATA_DIR": str(folder(ROOT, "small")), "PYTHONPATH": "", "MPLBACKEND": "agg"}
    )
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BARE.format(times=times)],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return float(statistics.median(json.loads(ended.stdout)))


def stock() -> float:
    """Median CPU seconds of a stock kernel that imports TensorFlow in its first cell."""

    def one() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell("import tensorflow as tf\ntf.ones(3) + 1")]
        )
        nbclient.NotebookClient(notebook, kernel_name="python3").execute()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return statistics.median(one() for _ in range(STOCK))


async def measured(tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """Name, figure, and what is to be held."""
    number = itertools.count()
    desks = {workers: Engine.open(ROOT, workers=workers) for workers in (1, 2)}

    async def cost(exercise: str, count: int, workers: int = 1) -> Cost:
        place = tmp_path / str(next(number))
        return await graded(desks[workers], scripts(place / "in", exercise, count), place / "out")

    rows: list[tuple[str, str, str]] = []
    plain = stock()

    def here(seconds: float) -> str:
        """What is to be held on this machine."""
        return f"{seconds * plain / STOCK_S:.3f}"

    rows.append(("stock kernel, `import tensorflow` and one operation", f"{plain:.2f} CPU s", ""))
    rows.append(("notebook of one trivial cell", f"{await trivial(desks[1]):.3f} CPU s", here(0.075)))
    for exercise, hold in VALUES.items():
        one = await cost(exercise, REPEATS)
        rows.append((exercise, f"{one.cpu_s:.3f} CPU s, 1/{plain / one.cpu_s:.0f} of stock", here(hold)))
    keras = await cost(KERAS, REPEATS)
    rows.append((KERAS + ", rebuilt", f"{keras.cpu_s:.3f} CPU s, 1/{plain / keras.cpu_s:.0f} of stock", here(0.24)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executing, "rebuild_models", as_it_is)
        reported = await cost(KERAS, REPEATS)
    rows.append((KERAS + ", not rebuilt", f"{reported.cpu_s:.3f} CPU s", "0.4"))
    rows.append(("clean room, for its model", f"{keras.cpu_s - reported.cpu_s:.3f} CPU s", "0.45"))
    training, alone = await cost(TRAINING, TRAININGS), bare(TRAINING, TRAININGS)
    rows.append((TRAINING + ", rebuilt", f"{training.cpu_s:.2f} CPU s; bare {alone:.2f}", f"{1.12 * alone:.2f}"))
    rows.append(("the jail besides the forks", f"{1000 * await isolation(tmp_path):.1f} CPU ms", "15"))
    rows.append(("private memory after that fit", f"{training.peak_mib:.0f} MiB", "92"))
    single, double = await cost(TWO_LAYERS, BATCH), await cost(TWO_LAYERS, BATCH, workers=2)
    rows.append((f"batch of {BATCH}: CPU s each, 2 workers against 1", f"{double.cpu_s / single.cpu_s:.2f}", "1.1"))
    rows.append((f"batch of {BATCH}: elapsed against CPU s, 2 workers", f"{double.wall_s / double.cpu_s:.2f}", "0.6"))
    for engine in desks.values():
        engine.close()
    return iter(rows)


async def as_it_is(evidence: Evidence, *_: object, **__: object) -> Evidence:
    """A clean room that does nothing."""
    return evidence


def help_wall_s() -> float:
    """Median wall seconds of `grader --help`."""

    def one() -> float:
        started = time.perf_counter()
        subprocess.run([Path(sys.executable).with_name("grader"), "--help"], check=True, capture_output=True)
        return time.perf_counter() - started

    return statistics.median(one() for _ in range(9))


def test_numbers(tmp_path: Path) -> None:
    """Prints what was measured beside what is to be held."""
    assert cache_home().parent.is_dir()
    rows: Sequence[tuple[str, str, str]] = [
        *asyncio.run(measured(tmp_path)),
        ("grader --help", f"{help_wall_s():.3f} s wall", "0.2"),
    ]
    table = Table("what", "measured", "hold")
    for row in rows:
        table.add_row(*row)
    Console(width=120).print(table)
