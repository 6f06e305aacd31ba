"""Measures what a learner waits for, from Enter or a click to the verdict on the screen, and what stays warm costs.

usage: PYTHONPATH=. python -P -m tests.bench.beside

It releases an edition of three exercises, whose references' runs are cached, and measures in folders of its own: each
check is of a file that nobody saw before. Medians. It takes some seven minutes.

- Enter: from the request to the warm checker until it has printed the verdicts, and until it has printed the cause.
- Click: from the request in the server's part of the Check button until it sends the verdict, and then the cause.
- `nbgrader validate` runs a notebook in the learner's own environment, where `make peers` has installed it.

A check in the learner's own process, as Kaggle's, takes no time that can be seen, and trusts that process.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

import psutil
from rich.console import Console
from rich.table import Table

from grader.commands.check_files import FAILED, PASSED
from grader.commands.checker import CheckOptions, ask_checker, socket_path
from grader.notebook.checking import check_file
from grader.source.source import fill
from tests.bench.peer_environments import NBGRADER
from tests.bench.usage import tree_mib

ROOT = Path(__file__).parents[2]
VALUES, NETWORK, TRAINED = "05_single_layer/matmul", "11_keras/sequential", "18_training/train"
RIGHT: Final = {
    VALUES: "accepted/one_line.py",
    NETWORK: "accepted/added_in_a_loop.py",
    TRAINED: "accepted/added_one_by_one.py",
}
WRONG: Final = {VALUES: "wrong/bias_lost.py", NETWORK: "wrong/softmax_lost.py"}
CALL = [sys.executable, "-W", "ignore", "-c", "from grader.commands.cli import main; main()"]
START_S = 120.0
APART_S = 6.0
"""Between checks without a sandbox."""
IDLE_S = 20.0
"""For which a checker is watched that nobody asks."""
QUIET_S = 3.0
WORKING = 0.05
"""The share of a core that it takes at least, in so many seconds, while it gets ready for the next check."""
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds after which a check had said something."""

    verdict: float
    cause: float
    """After which it had said all: the cause, and where the page is."""
    right: bool = False
    """Whether all criteria passed."""


def released(folder: Path) -> Path:
    """An edition of the three exercises."""
    home = folder / "home"
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name, home / name, symlinks=True)
    named = ", ".join(f'"{one}"' for one in RIGHT)
    assignments = f'[[assignments]]\nid = "three"\ntitle = "Three"\nexercises = [{named}]\n'
    (home / "exercises" / "assignments.toml").write_text(assignments, encoding="utf-8")
    command = [*CALL, "release", str(folder / "edition"), "--assignment", "three", "--course", str(home)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / "edition"


def answer(edition: Path, exercise: str, fragment: str) -> Path:
    """A notebook with an answer that nobody has checked before."""
    answers = ROOT / "solutions" / exercise
    text = (answers / fragment).read_text(encoding="utf-8") + f"\n# {next(_numbers)}\n"
    source = fill((answers / "reference.py").read_text(encoding="utf-8"), text)
    notebook = json.loads((edition / "exercises" / f"{exercise}.ipynb").read_bytes())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell, filled in zip(code, source.cells, strict=True):
        cell["source"] = filled.text
    path = edition / "mine" / f"{exercise}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@contextmanager
def checker(edition: Path, mode: str | None = None) -> Iterator[int]:
    """The process that `grader lab` starts, once its kernels are there. For mode "none" it finds no bubblewrap."""
    path = str(edition.parent) if mode == "none" else os.environ["PATH"]
    process = subprocess.Popen(
        [sys.executable, "-m", "grader.commands.lab_checker", str(edition)],
        stdin=subprocess.PIPE,
        env=os.environ | {"PATH": path},
    )
    try:
        end = time.monotonic() + START_S
        while not socket_path(edition, mode).exists():
            assert process.poll() is None, "the checker did not start"
            assert time.monotonic() < end, "the checker takes too long to start"
            time.sleep(0.02)
        _wait_until_ready(process.pid)
        yield process.pid
    finally:
        process.communicate()


def enter(edition: Path, file: Path, mode: str | None = None) -> Times:
    """What a check by the warm checker takes."""
    reading, writing = os.pipe()
    began = time.perf_counter()
    child = os.fork()
    if child == 0:  # asks, and leaves the clock to the parent
        reply = ask_checker(edition, mode, file, CheckOptions(), out=writing, err=writing)
        os._exit(9 if reply.code is None else reply.code)
    os.close(writing)
    times = _read_times(reading, began)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {PASSED, FAILED}, "the warm checker did not answer"
    return replace(times, right=code == PASSED)


def cold(edition: Path, file: Path) -> Times:
    """What the command takes where nothing is warm."""
    began = time.perf_counter()
    with subprocess.Popen([*CALL, "check", str(file)], stdout=subprocess.PIPE, cwd=edition) as process:
        assert process.stdout is not None
        return _read_times(os.dup(process.stdout.fileno()), began)


def _read_times(descriptor: int, began: float) -> Times:
    """When the last line of the verdicts came, and when the line on the page."""
    verdict = cause = 0.0
    with os.fdopen(descriptor, encoding="utf-8") as lines:
        for line in lines:
            now = time.perf_counter() - began
            if line[:1] in {"✓", "✗", "-", "!"}:
                verdict = now
            if line.startswith("Page:"):
                cause = now
    assert verdict * cause, "no verdict"
    return Times(verdict, cause)


def click(file: Path) -> Times:
    """What the Check button's server waits for."""
    began = time.perf_counter()
    verdicts = [time.perf_counter() - began for _ in check_file(file)]
    return Times(verdicts[0], verdicts[-1])


def validate(edition: Path, file: Path) -> float:
    """What `nbgrader validate` takes."""
    began = time.perf_counter()
    command = [str(NBGRADER.python), "-m", "nbgrader", "validate", str(file)]
    data = {"TFDS_DATA_DIR": str(edition / "exercises" / "_data" / "tfds")}
    variables = {**NBGRADER.variables(edition.parent), **data}
    subprocess.run(command, cwd=edition, env=variables, check=True, capture_output=True)
    return time.perf_counter() - began


def idle(pid: int) -> tuple[float, float]:
    """The share of a core, and the MiB, that a checker and its processes take while nobody asks, once it is ready."""
    _wait_until_ready(pid)
    return _share(pid, IDLE_S), tree_mib(pid)


def _wait_until_ready(pid: int) -> None:
    """Wait until a checker has started what the next check will need, and does nothing any more."""
    end = time.monotonic() + START_S
    while _share(pid, QUIET_S) > WORKING:
        assert time.monotonic() < end, "the checker never comes to rest"


def _share(pid: int, seconds: float) -> float:
    """The share of a core that a process and those which it has started by now take in the next seconds."""
    processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    before = sum(map(_cpu_s, processes))
    time.sleep(seconds)
    return (sum(map(_cpu_s, processes)) - before) / seconds


def _cpu_s(process: psutil.Process) -> float:
    """The CPU seconds that a process has used so far; none where it has ended since it was listed."""
    try:
        return float(sum(process.cpu_times()[:2]))
    except psutil.NoSuchProcess:
        return 0.0


def median(times: int, measured: Callable[[], float]) -> str:
    """The median of so many measurements, and the longest."""
    found = [measured() for _ in range(times)]
    return f"{statistics.median(found):.2f} (≤ {max(found):.2f}, n={times})"


def rows(edition: Path) -> Iterator[Sequence[str]]:
    """What was measured, the value, and what it is to hold."""
    first = []
    for right in (True, False, True, False):
        with checker(edition):
            first.append(enter(edition, own(edition, VALUES, right=right)).verdict)
    yield "first check after the checker is up, values", f"{statistics.median(first):.2f} (n=4)", "1.0"
    with checker(edition) as pid:
        for exercise in (VALUES, NETWORK):
            yield from _warm_rows(edition, exercise)
        yield TRAINED, median(3, partial(_train, edition)), "its cells + 1"
        share, mib = idle(pid)
        yield "idle: share of a core", f"{share:.4f}", "0.001"
        yield "idle: MiB of memory (PSS)", f"{mib:.0f}", "450"
    yield from _bare_rows(edition)


def _train(edition: Path) -> float:
    times = enter(edition, own(edition, TRAINED, right=True))
    assert times.right, "a training that fails takes less"
    return times.verdict


def own(edition: Path, exercise: str, *, right: bool) -> Path:
    """A right or a wrong answer that nobody has checked before."""
    return answer(edition, exercise, (RIGHT if right else WRONG)[exercise])


def _warm_rows(edition: Path, exercise: str) -> Iterator[Sequence[str]]:
    """By a checker that is warm, and has checked this exercise before."""
    enter(edition, own(edition, exercise, right=True))
    right = median(20, lambda: enter(edition, own(edition, exercise, right=True)).verdict)
    yield f"later, right: {exercise}", right, "0.6"
    found = [enter(edition, own(edition, exercise, right=False)) for _ in range(20)]
    yield f"later, wrong: {exercise}", f"{statistics.median(one.verdict for one in found):.2f} (n=20)", "0.6"
    cause = statistics.median(one.cause - one.verdict for one in found)
    yield f"cause after the verdict: {exercise}", f"{cause:.2f} (n=20)", "1.5 for values"
    yield f"click, right: {exercise}", median(10, lambda: click(own(edition, exercise, right=True)).verdict), "0.6"
    found = [click(own(edition, exercise, right=False)) for _ in range(10)]
    yield f"click, wrong: {exercise}", f"{statistics.median(one.verdict for one in found):.2f} (n=10)", "0.6"
    cause = statistics.median(one.cause - one.verdict for one in found)
    yield f"click, cause after the verdict: {exercise}", f"{cause:.2f} (n=10)", "1.5 for values"


def _bare_rows(edition: Path) -> Iterator[Sequence[str]]:
    """Without a warm checker, and without a sandbox."""
    yield "cold command, values", median(5, lambda: cold(edition, own(edition, VALUES, right=True)).verdict), "5"
    with checker(edition, "none") as pid:
        for exercise in (VALUES, NETWORK):
            yield f"no sandbox, {APART_S:.0f} s apart: {exercise}", median(8, partial(_bare, edition, exercise)), "1.5"
        share, mib = idle(pid)
        yield "no sandbox, idle: share of a core", f"{share:.4f}", "0.001"
        yield "no sandbox, idle: MiB of memory (PSS)", f"{mib:.0f}", "450"
    if NBGRADER.folder.is_dir():
        peer = median(3, lambda: validate(edition, own(edition, VALUES, right=True)))
        yield "nbgrader validate, values", peer, "for comparison"


def _bare(edition: Path, exercise: str) -> float:
    time.sleep(APART_S)
    return enter(edition, own(edition, exercise, right=True), "none").verdict


def main() -> None:
    """Measure and print the table."""
    table = Table("from Enter or a click, seconds", "median", "hold")
    with tempfile.TemporaryDirectory() as folder:
        edition = released(Path(folder))
        os.environ["XDG_CACHE_HOME"], os.environ["XDG_RUNTIME_DIR"] = f"{folder}/cache", folder
        for row in rows(edition):
            table.add_row(*row)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
