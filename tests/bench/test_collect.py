"""How long an export takes to collect that holds as many files as learners' archives may.

pytest tests/bench/test_collect.py -m bench -s
"""

import io
import json
import time
import zipfile
from pathlib import Path

import pytest

from grader.lms.intake.collecting import SYSTEMS, Collector, SystemName, Target, lock_folder
from grader.lms.intake.exercise_of_file import ExerciseResolver
from grader.lms.intake.source import HandInSource
from grader.source.reader.reader import Reader

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parents[2]
EXERCISE = "05_single_layer/matmul"
ARCHIVES, FILES = 5, 1_900


@pytest.mark.parametrize("packed", [True, False], ids=["in five archives", "one of each learner"])
def test_a_large_export(tmp_path: Path, *, packed: bool) -> None:
    """Seconds, and CPU seconds of this process and of the readers, for 9,500 notebooks, each with other bytes."""
    notebook = json.loads((ROOT / f"exercises/{EXERCISE}.ipynb").read_bytes())
    source = tmp_path / "canvas.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as export:
        for learner in range(1, ARCHIVES + 1):
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
                for number in range(FILES):
                    content = json.dumps(notebook | {"number": f"{learner} {number}"})
                    if packed:
                        archive.writestr(f"{number}/matmul.ipynb", content)
                    else:
                        export.writestr(f"l{learner}-{number}_{learner}{number:04}_9_matmul.ipynb", content)
            if packed:
                export.writestr(f"l{learner}_{learner}_9_work.zip", inner.getvalue())
    reader, canvas = Reader(), SYSTEMS[SystemName.CANVAS]
    target = Target(label="canvas", resolver=ExerciseResolver([EXERCISE], reader))
    began, cpu = time.perf_counter(), time.process_time()
    with lock_folder(tmp_path / "in"):
        summary = Collector(tmp_path / "in", target).collect(canvas(HandInSource(source)), lambda: None)
    wall, own = time.perf_counter() - began, time.process_time() - cpu
    reader.close()

    assert len(summary.troubles) + len(summary.added) == ARCHIVES * FILES
    print(f"\n{wall:.1f} s, {own:.1f} CPU s here and {reader.cpu_s:.1f} in readers")  # noqa: T201 - what a measurement is for
