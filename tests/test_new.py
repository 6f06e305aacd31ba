"""What `grader new` makes proves itself in real kernels, before anybody has written a line."""

import json
import shutil
from pathlib import Path

import pytest

from grader.commands.new import new
from grader.commands.verify import BROKEN, verify
from grader.verification.mutants import WIRING

ROOT = Path(__file__).parents[1]


@pytest.mark.kernel
def test_a_fresh_exercise_is_proven(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a copy of the course all of its cases prove what they should; only more answers are asked for."""
    for folder in ("exercises", "solutions"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    exercise = "05_single_layer/just_begun"

    assert new(exercise, course=tmp_path) == 0
    assert f"grader verify {exercise}" in capsys.readouterr().out

    code = verify([exercise], as_json=True, workers=1, course=tmp_path)
    (proved,) = json.loads(capsys.readouterr().out)["exercises"]
    assert [case["problems"] for case in proved["cases"]] == [[]] * 8
    assert code == BROKEN
    assert {one["operator"] for one in proved["survivors"]} <= WIRING.keys()
    assert proved["complaints"] == [
        "accepted/ contains 1 answer; at least 3 are needed",
        "wrong/ contains 1 answer; at least 5 are needed",
    ]
