"""What `grader new` makes proves itself in real kernels, before anybody has written a line."""

import json
import shutil
from pathlib import Path

import pytest

from grader.commands.author import new
from grader.commands.verify import verify

ROOT = Path(__file__).parents[1]


@pytest.mark.kernel
def test_a_fresh_exercise_is_proven(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its reference and accepted answer pass, its stub is not attempted, its wrong answer fails as declared."""
    for folder in ("exercises", "solutions"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    exercise = "05_single_layer/just_begun"

    assert new(exercise, course=tmp_path) == 0
    assert f"type: grader verify {exercise}" in capsys.readouterr().out

    code = verify([exercise], as_json=True, workers=1, sandbox=None, course=tmp_path)
    proofs = json.loads(capsys.readouterr().out)
    assert (code, [proof["problems"] for proof in proofs]) == (0, [[]] * 4)
