"""What it takes to judge ten thousand results again after one criterion has changed.

Run by `make bench`; prints a table and passes whatever it says. The results are those of real answers' real runs,
each copied to learners of its own with files and runs of their own, so that nothing is shared that wouldn't be.
"""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from grader.commands.grade import grade
from grader.gradebook import Entry, Gradebook
from grader.source.source import fill
from grader.storage.layout import FILES, GRADEBOOK, RUNS
from grader.storage.runs import RunStore
from grader.storage.submissions import SubmissionStore

pytestmark = [pytest.mark.bench, pytest.mark.filterwarnings("default")]

ROOT = Path(__file__).parents[2]
EXERCISE = "06_multi_layer/two_layers"
LEARNERS = int(os.environ.get("GRADER_BENCH_LEARNERS", "10000"))


def handed_in(folder: Path) -> Path:
    """The known answers to the exercise, each by a learner of its own, filled in."""
    text = (ROOT / "solutions" / EXERCISE / "reference.py").read_text(encoding="utf-8")
    for path in sorted((ROOT / "solutions" / EXERCISE).glob("*/*.py")):
        source = fill(text, path.read_text(encoding="utf-8"))
        target = folder / f"{path.parent.name}-{path.stem}" / f"{EXERCISE}.py"
        target.parent.mkdir(parents=True)
        target.write_text("".join(f"# %%\n{cell.text}\n\n" for cell in source.cells), encoding="utf-8")
    return folder


def copies(entries: list[Entry], small: Path, out: Path) -> Iterator[Entry]:
    """The entries again and again, as of other learners, with their runs and files in place."""
    runs, store = RunStore(small / RUNS), RunStore(out / RUNS)
    given, kept = SubmissionStore(small / FILES), SubmissionStore(out / FILES)
    for number, entry in enumerate(islice(cycle(entries), LEARNERS)):
        submission, run = entry.result.submission, runs.get(entry.run.key)
        content = given.get(submission.sha256)
        assert run is not None
        assert content is not None
        content += f"# {number}\n".encode()
        digest, key = sha256(content).hexdigest(), sha256(f"{number}".encode()).hexdigest()
        kept.put(digest, content)
        store.put(replace(run, key=key))
        submission = replace(submission, learner=f"learner{number:05}", sha256=digest)
        result = replace(entry.result, submission=submission, run_key=key)
        yield replace(entry, result=result, run=replace(entry.run, key=key))


def cohort(folder: Path) -> Path:
    """An OUT of ten thousand results."""
    assert grade(handed_in(folder / "given"), out=folder / "small", workers=2, course=ROOT, no_hints=True) == 0
    out = folder / "out"
    with Gradebook.open(folder / "small" / GRADEBOOK) as book:
        entries = list(book.entries())
    for entry in entries:
        reference = RunStore(folder / "small" / RUNS).get(entry.reference_key)
        assert reference is not None
        RunStore(out / RUNS).put(reference)
    with Gradebook.open(out / GRADEBOOK) as book:
        book.record_all(copies(entries, folder / "small", out))
    return out


def changed(folder: Path) -> Path:
    """The course with one criterion that is less strict and counts for more, which moves every mark."""
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name, folder / name)
    rubric = folder / "exercises" / f"{EXERCISE}.toml"
    text = rubric.read_text(encoding="utf-8")
    assert text.count("points = 2\n") == 1
    rubric.write_text(text.replace("points = 2\n", "points = 3\nrtol = 1e-3\n"), encoding="utf-8")
    return folder


def cost(*words: str) -> tuple[float, float, float]:
    """Wall clock seconds, CPU seconds and the most memory in MiB that a command took."""
    started = time.monotonic()
    line = [sys.executable, "-c", "from grader.commands.cli import main; main()", *words]
    _, status, usage = os.wait4(os.posix_spawn(line[0], line, os.environ), 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def test_costs(tmp_path: Path) -> None:
    """Looking at what would change, applying it with all pages, and looking again when nothing has changed."""
    out, course = cohort(tmp_path), changed(tmp_path / "course")
    where = [str(out), "--course", str(course)]
    table = Table("what", "wall s", "CPU s", "MiB", "hold")
    for what, words in {
        "looking at the change of a criterion": ["regrade", *where],
        "and applying it, every page drawn": ["regrade", *where, "--yes", "--why", "less strict"],
        "looking again": ["regrade", *where],
        "all pages once more": ["report", *where],
    }.items():
        wall_s, cpu_s, mib = cost(*words)
        table.add_row(what, f"{wall_s:.1f}", f"{cpu_s:.1f}", f"{mib:.0f}", "60 s, 500 MiB")
    Console(width=100).print(table)
