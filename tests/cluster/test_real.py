"""The sample cohort on real workers with real kernels: the same results, whatever befalls the machines."""

import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.model import Outcome
from tests.cluster.conftest import ROOT, Place, Process
from tests.out import count_results

pytestmark = pytest.mark.cluster

COHORT = ROOT / "tests" / "cohort"
LESSONS = ("05_single_layer", "11_keras")
CALL = ("-c", "from grader.commands.cli import main; main()")
ENDLESS = "# exercise: 05_single_layer/elementwise\n\n# %%\nimport time\nwhile True:\n    time.sleep(1)\n"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cohort's files of two lessons: values, and models that are rebuilt and compared.

    Without those that print for ever: how far they get is for the machine's load to say.
    """
    folder = tmp_path_factory.mktemp("given")
    expected = tomllib.loads(COHORT.with_suffix(".toml").read_text(encoding="utf-8"))["files"]
    endless = {COHORT / one["path"] for one in expected if one["outcome"] == Outcome.TOO_MUCH_OUTPUT}
    for path in {path for lesson in LESSONS for path in COHORT.glob(f"*/{lesson}/*")} - endless:
        copy = folder / path.relative_to(COHORT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="module")
def local(given: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Their results on this machine alone."""
    out = tmp_path_factory.mktemp("local")
    command = [sys.executable, *CALL, "grade", str(given), "--out", str(out), "--course", str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    return results(out)


def results(out: Path) -> list[dict[str, Any]]:
    """The lines of results.jsonl without what may differ between two gradings."""
    lines = (json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines())
    return [{key: value for key, value in line.items() if key != "run"} for line in lines]


def worker(place: Place, *, course: Path = ROOT) -> Process:
    """A real worker with a cache, and so a salt, of its own, once it is connected."""
    machine, cache = place.machine(), place.folder / f"cache{len(place.machines)}"
    options = ("--course", str(course), "--workers", "1")
    process = place.start(machine, *CALL, "worker", place.address(machine), *options, XDG_CACHE_HOME=str(cache))
    place.until(lambda: "Connected" in process.log.read_text(), "a real worker is connected")
    return process


def grade(place: Place, folder: Path, out: Path, machine: str | None = None) -> Process:
    """The command that grades a folder on the cluster."""
    machine = machine or place.machine()
    options = ("--out", str(out), "--course", str(ROOT), "--cluster", place.address(machine))
    return place.start(machine, *CALL, "grade", str(folder), *options)


def kernels(process: Process) -> Iterator[psutil.Process]:
    """All that a worker has started."""
    yield from psutil.Process(process.pid).children(recursive=True)


def test_results_are_those_of_one_machine(
    place: Place, given: Path, local: list[dict[str, Any]], tmp_path: Path
) -> None:
    """To the byte, but for each line's `run`; and every kernel was a worker's."""
    place.scheduler()
    workers = [worker(place), worker(place)]
    batch = grade(place, given, tmp_path / "out")

    assert batch.wait() == 0, batch.log.read_text()
    assert results(tmp_path / "out") == local
    assert all("Working for a batch." in one.log.read_text() for one in workers)
    for one in workers:
        one.signal(signal.SIGTERM)
        assert one.wait() == 0


def test_a_killed_worker_changes_no_result(
    place: Place, given: Path, local: list[dict[str, Any]], tmp_path: Path
) -> None:
    """Kill -9 in the middle of the batch: its kernels end with it, and every result is there, once."""
    place.scheduler()
    first, _ = worker(place), worker(place)
    started = list(kernels(first))
    out = tmp_path / "out"
    batch = grade(place, given, out)
    place.until(lambda: count_results(out) >= 1, "there is a result")
    started += kernels(first)
    os.kill(first.pid, signal.SIGKILL)

    assert batch.wait() == 0, batch.log.read_text()
    assert results(out) == local
    assert count_results(out) == len(local)
    place.until(lambda: not any(one.is_running() for one in started), "its kernels end")


def test_kernels_of_a_coordinator_that_is_gone_end(place: Place, tmp_path: Path) -> None:
    """A submission that would never end does, on the worker, once nobody waits for it."""
    path = tmp_path / "given" / "ada" / "05_single_layer" / "elementwise.py"
    path.parent.mkdir(parents=True)
    path.write_text(ENDLESS, encoding="utf-8")
    place.scheduler()
    one = worker(place)
    idle = len(list(kernels(one)))
    batch = grade(place, tmp_path / "given", tmp_path / "out")
    place.until(lambda: len(list(kernels(one))) > idle, "a kernel runs")
    batch.kill()

    place.until(lambda: len(list(kernels(one))) <= idle, "the kernel ends")
    assert one.process.poll() is None


def test_dasks_own_worker_becomes_one_of_the_graders_by_a_preload(
    place: Place, given: Path, local: list[dict[str, Any]], tmp_path: Path
) -> None:
    """The very command line that dask-jobqueue writes into a job's script; and it ends with its zygote."""
    place.scheduler()
    machine = place.machine()
    options = ("--name", "job-0", "--nthreads", "1", "--memory-limit", "7.45GiB", "--nanny", "--death-timeout", "300")
    preload = ("--preload", "grader.engine.cluster.preload", "--course", str(ROOT))
    command = ("-m", "distributed.cli.dask_worker", place.address(machine), *options, *preload)
    one = place.start(machine, *command, XDG_CACHE_HOME=str(tmp_path / "cache"))
    place.until(lambda: "Registered to" in one.log.read_text(), "dask's worker is connected")
    batch = grade(place, given, tmp_path / "out")

    assert batch.wait() == 0, batch.log.read_text()
    assert results(tmp_path / "out") == local
    started = list(kernels(one))
    one.signal(signal.SIGTERM)
    one.wait()
    place.until(lambda: not any(process.is_running() for process in started), "its kernels end")


def test_a_worker_with_another_rubric_refuses(place: Place, given: Path, tmp_path: Path) -> None:
    """And says which exercise it is."""
    course = tmp_path / "course"
    subprocess.run(["/bin/cp", "-r", str(ROOT / "exercises"), str(ROOT / "solutions"), str(tmp_path)], check=True)
    course.mkdir()
    for name in ("exercises", "solutions"):
        (tmp_path / name).rename(course / name)
    rubric = course / "exercises" / "05_single_layer" / "elementwise.toml"
    rubric.write_text(rubric.read_text(encoding="utf-8").replace('title = "', 'title = "Another ', 1), encoding="utf-8")
    place.scheduler()
    one = worker(place, course=course)
    batch = grade(place, given, tmp_path / "out")

    assert batch.wait() == 3
    said = batch.log.read_text()
    assert "No worker can be used" in said
    assert "a different version of exercise 05_single_layer/elementwise" in said
    assert "Refused to work for a batch" in one.log.read_text()
