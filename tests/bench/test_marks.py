"""What marks of 10,000 learners at 30 exercises take; a quarter of an hour, most of it for making their gradebook.

CPU seconds, as wall clock says little on a shared machine, and the most memory, each in a process of its own.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from grader.gradebook import Gradebook
from grader.storage.layout import GRADEBOOK
from tests.bench.conftest import Big

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[2]
LATE = """
timezone = "Europe/Berlin"
[policy]
attempts = "best"
loses = 0.1
each = "1 day"
cap = 0.5
drop_lowest = 1
"""
MEASURED = """
import json, resource, sys
from grader.commands.cli import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def out(big: Big, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the large cohort, since penalties are noted in it."""
    made = tmp_path_factory.mktemp("marks")
    with Gradebook.view(big.gradebook) as book:
        book.backup(made / GRADEBOOK)
    return made


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This course with every assignment due in the middle of it, so that half of all is late."""
    root = tmp_path_factory.mktemp("course")
    (root / "exercises").mkdir()
    for path in ROOT.glob("exercises/*"):
        (root / "exercises" / path.name).symlink_to(path)
    (root / "solutions").symlink_to(ROOT / "solutions")
    file = root / "exercises" / "assignments.toml"
    own = file.read_text(encoding="utf-8").partition("[[assignments]]")[2]
    file.unlink()
    due = "[[assignments]]\ndue = 2026-01-10T23:59:00"
    file.write_text(LATE + due + own.replace("[[assignments]]", due), encoding="utf-8")
    return root


def measured(out: Path, *words: str) -> tuple[float, float]:
    """CPU seconds and MiB of a call."""
    call = [sys.executable, "-c", MEASURED, "marks", str(out), *words]
    # Not captured: what this process holds, a child is said to have held.
    done = subprocess.run(call, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    seconds, mib = json.loads(done.stderr.splitlines()[-1])
    return seconds, mib


def test_marks_of_a_large_cohort(out: Path, strict: Path) -> None:
    """Prints the table, and passes whatever it says."""
    table = Table("grader marks", "CPU s", "hold", "MiB", "hold")
    for what, words in {
        "never due": ("--course", str(ROOT)),
        "half of it late, best attempts, one dropped; all noted": ("--course", str(strict)),
        "the same, noted already": ("--course", str(strict)),
        "the same as JSON": ("--course", str(strict), "--json"),
        "one learner": ("--course", str(strict), "--learner", "learner-00040"),
    }.items():
        seconds, mib = measured(out, *words)
        table.add_row(what, f"{seconds:.1f}", "10", f"{mib:.0f}", "500")
    Console(width=100).print(table)
