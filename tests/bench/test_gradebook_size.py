"""What the gradebook of a large cohort takes: size, time to write, time and memory to read.

Run by `make bench`; prints a table and passes whatever it says. GRADER_BENCH_LEARNERS says how many learners.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from grader.gradebook import Gradebook
from tests.bench.conftest import Big

pytestmark = pytest.mark.bench

READ = """
import resource, sys, time
from pathlib import Path
from grader.gradebook import Gradebook
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
with Gradebook.view(Path(sys.argv[1])) as book:
    count = sum(1 for _ in book.entries())
took, after = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(count, took, before / 1024, after / 1024)
"""


def test_a_large_cohort(big: Big, tmp_path: Path) -> None:
    """10,000 learners, 30 exercises, 6 criteria each."""
    path, made = big.gradebook, big.results
    copy_began = time.monotonic()
    with Gradebook.view(path) as book:
        book.backup(tmp_path / "copy.sqlite")
    copied = time.monotonic() - copy_began
    line = [sys.executable, "-c", READ, str(path)]
    said = subprocess.run(
        line, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    count, read, before, after = (float(one) for one in said.stdout.split())
    assert int(count) == made
    table = Table("gradebook", "", title=f"{made} results of {big.learners} learners")
    table.add_row("size, MiB", f"{path.stat().st_size / 2**20:.0f}")
    table.add_row("bytes a result", f"{path.stat().st_size / made:.0f}")
    table.add_row("made and written, CPU s (wall)", f"{big.cpu_s:.0f} ({big.wall_s:.0f})")
    table.add_row("every entry read, CPU s", f"{read:.0f}")
    table.add_row("memory of reading, MiB above the imports", f"{after - before:.0f} (of {after:.0f})")
    table.add_row("copied, wall s", f"{copied:.1f}")
    Console().print(table)
