"""Whether one coordinator keeps 64 workers busy, and what a submission costs it.

Run by `make bench`; prints a table and passes whatever it says. Scheduler, connections, coordinator, gradebook and
pages are real; a worker's kernel takes 3 s and answers with a run that a real kernel made.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest
from rich.console import Console
from rich.table import Table

from tests.cluster.conftest import Place

pytestmark = [pytest.mark.bench, pytest.mark.filterwarnings("default")]

ROOT = Path(__file__).parents[2]
MACHINES = Path(__file__).with_name("machines.py")
WORKERS, PROCESSES, RUN_S, EACH = 64, 4, 3.0, 12

Span = tuple[float, float]


def busy(workers: Sequence[Sequence[Span]]) -> float:
    """The share of the time in which kernels were at work, from when all workers were to when sources ran out."""
    begin = max(spans[0][0] for spans in workers)
    end = max(spans[-1][0] for spans in workers)
    used = sum(max(0.0, min(stop, end) - max(start, begin)) for spans in workers for start, stop in spans)
    return used / (len(workers) * (end - begin))


def test_a_coordinator_keeps_64_workers_busy(place: Place) -> None:
    """The share of busy time, and CPU seconds of coordinator and scheduler a submission."""
    folder, machine = place.folder, place.machines[0]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, str(MACHINES), "prepare", str(folder)], check=True, env=environment)
    scheduler = place.scheduler()
    address = "tcp://127.0.0.1:8786"
    for _ in range(PROCESSES):
        place.start(machine, str(MACHINES), "workers", str(folder), address, str(WORKERS // PROCESSES), str(RUN_S))
    place.until(lambda: scheduler.log.read_text().count("Register worker addr") == WORKERS, "all workers are there")
    before = sum(psutil.Process(scheduler.pid).cpu_times()[:2])
    batch = place.start(machine, str(MACHINES), "grade", str(folder), address, str(WORKERS * EACH))
    batch.process.wait()
    cost = sum(psutil.Process(scheduler.pid).cpu_times()[:2]) - before
    measured = batch.lines[-1]
    scheduler.process.terminate()
    place.until(lambda: len(list(folder.glob("spans.*.json"))) == PROCESSES, "the workers end")
    spans = [one for path in folder.glob("spans.*.json") for one in json.loads(path.read_text(encoding="utf-8"))]

    count = WORKERS * EACH
    assert (measured["judged"], measured["right"]) == (count, count)
    table = Table("what", "measured", "hold")
    table.add_row(f"{WORKERS} workers, runs of {RUN_S:g} s: busy", f"{100 * busy(spans):.1f} %", "95 %")
    table.add_row(
        "coordinator, a submission", f"{1000 * measured['cpu_s'] / count:.1f} CPU ms", f"{1000 * RUN_S / WORKERS:.0f}"
    )
    waited = f"{measured['queued_s']:.1f} s of {measured['elapsed_s']:.1f} s"
    table.add_row("coordinator, ready while other processes had the processors", waited, "")
    table.add_row("scheduler, a submission", f"{1000 * cost / count:.1f} CPU ms", f"{1000 * RUN_S / WORKERS:.0f}")
    Console(width=100).print(table)
