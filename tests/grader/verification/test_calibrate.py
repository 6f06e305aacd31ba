"""The making of a calibration, with real trainings of a small network."""

import asyncio
import shutil
import signal
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from grader.course.exercise_file import load_exercise
from grader.course.stubs import sync_stubs
from grader.engine import calibration_file
from grader.engine.calibration_file import Calibration
from grader.engine.engine import Engine
from grader.errors import SpecError
from grader.judging.checks.accuracy_bar import MIN_TRAININGS
from grader.model import Exercise
from grader.verification import calibrate as module
from grader.verification.calibrate import CalibrationRun

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("shared_zygotes")]

ROOT = Path(__file__).parents[3]
EXERCISE = "18/quick"
REFERENCE = """# exercise: 18/quick

# %%
import tensorflow as tf
import tensorflow_datasets as tfds

tf.random.set_seed(1)

# %%
digits = tfds.load("mnist", split="train[:640]", as_supervised=True)
batches = digits.batch(64).map(lambda image, label: (tf.cast(image, tf.float32) / 255, label))

# %%
# BEGIN SOLUTION
# BLANK: my_model = ...
my_model = tf.keras.Sequential([tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
my_model.compile(optimizer="adam", loss=loss)
my_model.fit(batches, epochs=5, verbose=0)
# END SOLUTION
"""
FAULT_SEEDS = 2
RUBRIC = """title = "Quick"

[[criteria]]
id = "accuracy"
title = "It reads digits"
check = "accuracy"
of = "my_model"
data = "mnist"
hints = ["a", "b", "c"]
"""
UNTRAINED = """# fails: accuracy
# fault: not trained
my_model = tf.keras.Sequential([tf.keras.Input((28, 28, 1)), tf.keras.layers.Flatten(), tf.keras.layers.Dense(10)])
"""


def write(root: Path, files: Iterable[tuple[str, str]]) -> None:
    for name, text in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one exercise that trains in a moment, with one planted fault, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "FAULT_SEEDS", FAULT_SEEDS)
    course = tmp_path / "course"
    shutil.copytree(ROOT / "exercises" / "_data", course / "exercises" / "_data")
    shutil.copytree(ROOT / "solutions" / "_sealed", course / "solutions" / "_sealed")
    lessons = 'title = "t"\n[[lessons]]\nid = "18"\ntitle = "t"\nsections = [18]\nexercises = ["quick"]\n'
    folder = f"solutions/{EXERCISE}"
    write(
        course,
        [
            ("exercises/course.toml", lessons),
            (f"exercises/{EXERCISE}.toml", RUBRIC),
            (f"{folder}/reference.py", REFERENCE),
            (f"{folder}/wrong/not_trained.py", UNTRAINED),
        ],
    )
    sync_stubs(course, check=False)
    return course


def made(root: Path, seeds: int, *, stop_after: int | None = None) -> tuple[Calibration, int]:
    """The calibration, and how many trainings it took; or stopped like by Ctrl-C after so many."""

    async def make() -> tuple[Calibration, int]:
        engine = Engine.open(root, workers=2)
        try:

            def trained(_: str) -> None:
                if work.count == stop_after:
                    signal.raise_signal(signal.SIGINT)

            work = CalibrationRun(engine, EXERCISE, trained)
            return await work.make(seeds), work.count
        finally:
            engine.close()

    return asyncio.run(make())


@pytest.mark.usefixtures("interruptible")
def test_a_calibration_is_made_resumed_and_then_there(root: Path) -> None:
    """Stopped, it loses nothing; again, it trains what is missing; a third time, nothing."""
    with pytest.raises(SpecError, match="no calibration: there is none; type: grader calibrate 18/quick"):
        asyncio.run(prepared(root))
    with pytest.raises(KeyboardInterrupt):
        made(root, MIN_TRAININGS, stop_after=3)
    kept = found(root).criteria["accuracy"].right

    calibration, count = made(root, MIN_TRAININGS)

    assert 3 <= len(kept) < MIN_TRAININGS
    assert count == MIN_TRAININGS - len(kept) + FAULT_SEEDS
    assert made(root, MIN_TRAININGS) == (calibration, 0)
    assert kept.items() <= calibration.criteria["accuracy"].right.items()
    assert calibration.faults["not_trained"].refused_count("accuracy") == FAULT_SEEDS
    asyncio.run(prepared(root))
    a_seed_says_it_all(root, calibration)


def a_seed_says_it_all(root: Path, calibration: Calibration) -> None:
    """Seeds differ, although a given cell sets one of its own, and the same seed gives the same number again."""
    right = calibration.criteria["accuracy"].right
    assert len(set(right.values())) > 3
    less = {seed: number for seed, number in right.items() if seed != 1}
    forgetful = msgspec.structs.replace(calibration.criteria["accuracy"], right=less)
    calibration_file.write_calibration(
        exercise_of(root), msgspec.structs.replace(calibration, criteria={"accuracy": forgetful})
    )
    assert made(root, MIN_TRAININGS) == (calibration, 1)


def exercise_of(root: Path) -> Exercise:
    return load_exercise(root, EXERCISE)


def found(root: Path) -> Calibration:
    calibration = calibration_file.read_calibration(exercise_of(root))
    assert calibration is not None
    return calibration


async def prepared(root: Path) -> None:
    engine = Engine.open(root)
    try:
        await engine.references.prepare(EXERCISE)
    finally:
        engine.close()
