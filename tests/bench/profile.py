"""Where each millisecond of a run goes.

usage: PYTHONPATH=. python -P -m tests.bench.profile [EXERCISE …]        (`make profile`)

A reference is run in kernels of a zygote whose package is a copy that takes notes: at each mark the processor time and
the page faults of the kernel so far. What the trusted process spends is noted around what it does with a kernel, and
what the zygote spends from outside. All figures are medians of some runs, in CPU milliseconds.
"""

import asyncio
import json
import shutil
import statistics
import sys
import tempfile
import time
from ast import literal_eval
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

import grader
from grader.course.datasets.datasets import folder
from grader.engine.engine import Engine
from grader.engine.source_run import read_authored
from grader.judging.judge import PreparedExercise
from grader.probe.outside.execute import with_answers
from grader.probe.outside.kernel_sandbox import KernelSandbox
from grader.probe.outside.session import Session, Usage
from grader.sandbox.outside.suspend_clock import Countdown
from grader.sandbox.outside.zygote import Zygote
from grader.source.records import Reading
from grader.source.source import reference_source

ROOT = Path(__file__).parents[2]
EXERCISES = ("05_single_layer/elementwise", "06_multi_layer/two_layers", "11_keras/sequential")
RUNS = 11

NOTES = """
import json, resource

NOTED = []

def mark(name):
    used = resource.getrusage(resource.RUSAGE_SELF)
    NOTED.append((name, 1000 * used.ru_utime, 1000 * used.ru_stime, used.ru_minflt))

def noted():
    return json.dumps(NOTED)
"""
"""The module that takes notes, `grader.sandbox.inside.notes` in the copy."""
NOTES_MODULE = "__import__('grader.sandbox.inside.notes').sandbox.inside.notes"
IMPORT = "from grader.sandbox.inside.notes import mark\n"
MARKED = {
    "sandbox/inside/zygote.py": {
        "    jail.die_with_parent()\n    jail.mount_private_tree(": "    mark('forked twice')\n{}",
        "    setup.begin()": "    mark('jailed')\n{}",
        "from grader.sandbox.inside import jail\n": f"{{}}{IMPORT}",
    },
    "probe/inside/app.py": {
        "    app.start()\n": "    mark('application started')\n{}",
        "from grader.probe.inside import figures, fits\n": f"{{}}{IMPORT}",
    },
}
"""A file that runs inside, and a text in it to that with a mark."""


def copy_with_notes(place: Path) -> Path:
    """A copy of the grader's package whose kernels take notes."""
    package = shutil.copytree(Path(grader.__file__).parent, place / "grader", ignore=shutil.ignore_patterns("*.pyc"))
    (package / "sandbox" / "inside" / "notes.py").write_text(NOTES, encoding="utf-8")
    for name, changes in MARKED.items():
        file = package / name
        text = file.read_text(encoding="utf-8")
        for old, new in changes.items():
            assert text.count(old) == 1, f"{name} should hold this once: {old!r}"
            text = text.replace(old, new.format(old))
        file.write_text(text, encoding="utf-8")
    return package


@dataclass(frozen=True, slots=True)
class Step:
    """What one part of a run took."""

    user_ms: float
    system_ms: float = 0.0
    faults: float = 0.0


@dataclass(slots=True)
class Notes:
    """What the parts of one run took, by who did them and what they are called."""

    steps: dict[tuple[str, str], Step] = field(default_factory=dict)

    @contextmanager
    def trusted(self, name: str) -> Iterator[None]:
        """Note what this process spends meanwhile."""
        before = time.process_time()
        yield
        self.steps["trusted process", name] = Step(1000 * (time.process_time() - before))

    def of_kernel(self, noted: str, total_ms: float) -> None:
        """Note what a kernel spent from mark to mark, and what is left of its total."""
        last = ("", 0.0, 0.0, 0)
        for mark in json.loads(noted):
            name, *used = mark
            self.steps["kernel", name] = Step(*(now - then for now, then in zip(used, last[1:], strict=True)))
            last = mark
        self.steps["kernel", "second fork, namespaces and end"] = Step(total_ms - last[1] - last[2])


async def run_once(zygote: Zygote, prepared: PreparedExercise, reading: Reading) -> Notes:
    """Run a reading in one kernel, and look at it."""
    notes, usage, cells = Notes(), Usage(), [cell.text for cell in reading.source.cells]
    session = Session(zygote, prepared.exercise.limits, usage)
    with notes.trusted("start a kernel"):
        await session.__aenter__()
    with notes.trusted("run the cells"):
        first, last = f"{IMPORT}mark('first cell reached')", "mark('cells run')"
        await session.run([first, *cells, last], range(len(cells) + 2), Countdown(600))
    with notes.trusted("ask, and read the evidence"):
        order = [place - 1 for place in session.order if 0 < place <= len(cells)]
        await session.observe(with_answers(prepared.request, reading.answers, order), Countdown(600))
    reply, _ = await session.client.ask(f"{NOTES_MODULE}.mark('looked at') or {NOTES_MODULE}.noted()")
    with notes.trusted("end it"):
        await session.__aexit__()
    notes.of_kernel(literal_eval(reply["data"]["text/plain"]), 1000 * usage.cpu_s)
    return notes


def spent_ms(zygote: Zygote) -> float:
    """CPU milliseconds of bubblewrap and the zygote itself. Kernels that have ended do not count."""
    process = psutil.Process(zygote.process.pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return 1000 * float(sum(one.user + one.system for one in times))


async def profile(engine: Engine, zygote: Zygote, exercise: str) -> dict[tuple[str, str], Step]:
    """The parts of a run of an exercise's reference, medians; the zygote's part is a mean, as clocks are too coarse."""
    prepared = await engine.references.prepare(exercise)
    reading = read_authored(prepared, reference_source(prepared.exercise.reference))
    await run_once(zygote, prepared, reading)  # some of the first run's pages and imports are nobody's later
    before = spent_ms(zygote)
    runs = [(await run_once(zygote, prepared, reading)).steps for _ in range(RUNS)]
    mean = Step((spent_ms(zygote) - before) / RUNS)
    return {("zygote", "first fork"): mean} | {name: _median([run[name] for run in runs]) for name in runs[0]}


def _median(steps: list[Step]) -> Step:
    return Step(
        statistics.median(one.user_ms for one in steps),
        statistics.median(one.system_ms for one in steps),
        statistics.median(one.faults for one in steps),
    )


def table_of(exercise: str, steps: dict[tuple[str, str], Step]) -> Table:
    """A run's parts as a table, with their sum."""
    table = Table("where", "what", "CPU ms", "of it system", "page faults", title=exercise, title_justify="left")
    for (where, what), step in steps.items():
        system = f"{step.system_ms:.1f}" if step.system_ms else ""
        table.add_row(
            where, what, f"{step.user_ms + step.system_ms:.1f}", system, f"{step.faults:.0f}" if step.faults else ""
        )
    table.add_row("", "together", f"{sum(step.user_ms + step.system_ms for step in steps.values()):.1f}", "", "")
    return table


async def show(exercises: list[str], package: Path) -> None:
    """Print a table for each exercise, run by kernels of that package."""
    engine = Engine.open(ROOT)
    data = folder(ROOT, engine.course.data)
    zygote = await Zygote.start(KernelSandbox(data=data, package=package, preload=engine.course.preload))
    for exercise in exercises:
        Console(width=110).print(table_of(exercise, await profile(engine, zygote, exercise)))
    zygote.close()
    engine.close()


def main() -> None:
    """Entry point."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)  # kernels are another account where this one is root
        asyncio.run(show(sys.argv[1:] or list(EXERCISES), copy_with_notes(Path(place))))


if __name__ == "__main__":
    main()
