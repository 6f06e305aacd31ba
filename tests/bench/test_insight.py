"""What the insight into a large cohort takes: statistics of all exercises, and the comparison of submissions of one.

Run by `make bench`; prints two tables and passes whatever it says. GRADER_BENCH_LEARNERS says how many learners.
"""

import json
import os
import random
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from grader.storage.submissions import SubmissionStore
from tests.bench.conftest import Big

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[2]
LEARNERS = int(os.environ.get("GRADER_BENCH_LEARNERS", "10000"))
EXERCISE = "19_autodiff/gradient_descent"
MEASURED = """
import resource, sys, time
from pathlib import Path
def taken(work):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    said = work()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(said, time.process_time() - cpu_s, time.perf_counter() - wall_s, before / 1024, after / 1024)
"""
STATISTICS = f"""{MEASURED}
from grader.gradebook import Gradebook
from grader.insight import compute
from grader.course.loader import load_course
course = load_course(Path.cwd())
with Gradebook.view(Path(sys.argv[1])) as book:
    taken(lambda: sum(one.handed_in for one in compute(book, course, None).exercises))
"""
COMPARISON = f"""{MEASURED}
from grader.gradebook.streams import HandIn
from grader.storage.submissions import SubmissionStore
from grader.insight.similarity import similarity_report
from grader.course.exercise_file import handout_of
from grader.insight.similarity import shipped_hashes
from grader.insight.similarity import own_parts_finder
from grader.source.reader.reader import Reader
from grader.course.exercise_file import load_exercise
exercise = load_exercise(Path.cwd(), {EXERCISE!r})
hand_ins = [HandIn(exercise.id, f"l{{n}}", line, "a.ipynb") for n, line in enumerate(sys.stdin.read().split())]
own = own_parts_finder(SubmissionStore(Path(sys.argv[1])), Reader(), handout_of(exercise))
taken(lambda: len(similarity_report(hand_ins, own, given=shipped_hashes(exercise), digest="").alike))
"""


def measured(script: str, path: Path, given: str = "") -> list[float]:
    """What it says, CPU and wall seconds, and MiB before and after."""
    said = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        input=given,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    return [float(word) for word in said.stdout.split()]


def test_statistics(big: Big) -> None:
    """30 exercises of 6 criteria each."""
    count, cpu_s, wall_s, before, after = measured(STATISTICS, big.gradebook)
    assert count == big.results
    table = Table(f"statistics of {big.results} results", "measured", "hold")
    table.add_row("CPU s (wall)", f"{cpu_s:.1f} ({wall_s:.1f})", "5")
    table.add_row("MiB (above the imports)", f"{after:.0f} ({after - before:.0f})", "500")
    Console(width=100).print(table)


def answer(chance: random.Random) -> str:
    """Some fifteen lines that nobody else has, in which every name, call and number may be anyone's."""
    calls = [f"{first}_{second}" for first in ("reduce", "map", "scan", "fold", "roll") for second in "abcdefgh"]
    lines = [
        f"v{chance.randrange(9)} = tf.{chance.choice(calls)}(w, {chance.randrange(20)}) {chance.choice('+-*/')} x"
        for _ in range(chance.randrange(10, 20))
    ]
    return "\n".join(lines)


def handed_in(files: SubmissionStore, count: int) -> list[str]:
    """The digests of so many notebooks: the stub, filled in by everybody alone, but for one in twenty who copies."""
    stub = json.loads((ROOT / "exercises" / f"{EXERCISE}.ipynb").read_text("utf-8"))
    chance, answers, digests = random.Random(0), [answer(random.Random(-1))], []  # noqa: S311 - no secret
    for number in range(count):
        copied = chance.random() < 0.05
        answers.append(f"{chance.choice(answers)}\n# {number}" if copied else answer(chance))
        cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": answers[-1]}
        content = json.dumps(stub | {"cells": [*stub["cells"], cell]}).encode()
        digests.append(sha256(content).hexdigest())
        files.put(digests[-1], content)
    return digests


def test_comparison(tmp_path: Path) -> None:
    """One exercise; were the work quadratic, twice the submissions would take four times as long."""
    digests = handed_in(SubmissionStore(tmp_path), LEARNERS)
    table = Table(
        "submissions of one exercise, compared", "CPU s (wall)", "ms each", "MiB (above the imports)", "listed"
    )
    for count in (LEARNERS // 4, LEARNERS // 2, LEARNERS):
        listed, cpu_s, wall_s, before, after = measured(COMPARISON, tmp_path, "\n".join(digests[:count]))
        memory = f"{after:.0f} ({after - before:.0f})"
        table.add_row(str(count), f"{cpu_s:.1f} ({wall_s:.1f})", f"{1000 * cpu_s / count:.2f}", memory, f"{listed:.0f}")
    Console(width=110).print(table)
