"""An engine that is opened has read nothing yet that only some exercises need."""

from pathlib import Path

import pytest

from grader.course.datasets import held_out
from grader.course.exercise_file import load_exercise
from grader.engine.calibration_file import depends_on
from grader.engine.engine import Engine
from grader.judging.checks.parameters import DataSet
from grader.judging.finding_keys import finding_keys

ROOT = Path(__file__).parents[3]


def test_held_out_images_are_read_for_the_exercises_that_have_any(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, for all that is made of them, and none of another data set."""
    read: list[str] = []
    load = held_out.load_held_out

    def noted(root: Path, data_set: DataSet, *, practice: bool = False) -> held_out.HeldOut:
        read.append(data_set)
        return load(root, data_set, practice=practice)

    monkeypatch.setattr(held_out, "load_held_out", noted)
    engine = Engine.open(ROOT)

    for exercise, needed in (("06_multi_layer/two_layers", []), ("18_training/train", ["mnist"])):
        loaded = load_exercise(ROOT, exercise)
        engine.keys.reference_key(loaded)
        depends_on(engine.course, loaded, engine.held_out)
        finding_keys(loaded, {}, engine.held_out)
        assert read == needed
    assert len(engine.judge.sealed["mnist"]) == 1000
    assert read == ["mnist"]
