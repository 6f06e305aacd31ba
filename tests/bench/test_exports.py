"""How long exports take, and how much memory, of a cohort as large as the grader is made for.

pytest tests/bench/test_exports.py -m bench -s
"""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from grader.gradebook import Gradebook
from grader.storage.identities import Identity, write_identities
from grader.storage.layout import GRADEBOOK, RESULTS
from grader.storage.result_json import line_of
from tests.bench.conftest import Big

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[2]
MEASURED = """
import resource, sys, time
start = time.perf_counter()
from grader.commands.cli import app
try:
    app(sys.argv[1:])
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent, most = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"{time.perf_counter() - start:.1f} s, {spent:.1f} CPU s, {most:.0f} MiB")
"""


@pytest.fixture(scope="module")
def out(big: Big, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """OUT of that cohort, and beside it what Canvas exported."""
    folder = tmp_path_factory.mktemp("out")
    with Gradebook.view(big.gradebook) as book, (folder / RESULTS).open("wb") as lines:
        book.backup(folder / GRADEBOOK)
        lines.writelines(line_of(entry) for entry in book.entries())
    people = [
        Identity(learner=f"learner-{one:05}", email=f"l{one}@example.org", canvas_id=str(one + 1))
        for one in range(big.learners)
    ]
    write_identities(folder / "identities.csv", people)
    with (folder.parent / "canvas.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Student", "ID", "SIS Login ID", "Section", "Homework 1 (1)"])
        writer.writerow(["    Points Possible", "", "", "", "100"])
        writer.writerows(["Somebody", one.canvas_id, "", "A", ""] for one in people)
    return folder


@pytest.mark.parametrize("name", ["csv", "csv-long", "jsonl", "canvas", "moodle", "gradescope", "junit"])
def test_an_export(out: Path, name: str) -> None:
    """Seconds, CPU seconds and the most memory of one format."""
    more = ["--template", str(out.parent / "canvas.csv"), "--column", "1=single-neuron"] if name == "canvas" else []
    call = [sys.executable, "-c", MEASURED, "export", str(out), "--format", name, "--course", str(ROOT), *more]
    ended = subprocess.run(call, capture_output=True, text=True, check=True)

    print(f"\n{name}: {ended.stdout.splitlines()[-1]}")  # noqa: T201 - what a measurement is for
