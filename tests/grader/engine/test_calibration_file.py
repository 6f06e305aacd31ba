"""Calibrations on disk: whether they hold, and whether those of the course keep what they promise."""

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from grader.course import Course
from grader.course.datasets import datasets, fetched_sets, held_out
from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.engine import calibration_file
from grader.engine.calibration_file import Calibration, calibrated_criteria
from grader.errors import SpecError
from grader.judging.checks.accuracy_bar import LEAST_TOLERANCE, MIN_DEVIATIONS, Spread
from grader.judging.checks.parameters import Injected
from grader.model import Exercise
from grader.verification.calibrate import FAULT, FAULT_SEEDS

ROOT = Path(__file__).parents[3]
COURSE = load_course(ROOT)
CALIBRATED = [one for one in COURSE.exercises if calibrated_criteria(load_exercise(ROOT, one))]
VALIDATED = [one for one in CALIBRATED if calibrated_criteria(load_exercise(ROOT, one), Injected.TOLERANCE)]
TRAIN = "18_training/train"
VALIDATION = "22_early_stopping/early_stopping"
SEEDS = 60
HELD_OUT = {name: held.digest for name, held in held_out.held_out_sets(ROOT).items()}


def wanted(course: Course, exercise: Exercise) -> dict[str, str]:
    return calibration_file.depends_on(course, exercise, HELD_OUT)


def complaint(exercise: Exercise) -> str:
    with pytest.raises(SpecError) as caught:
        calibration_file.calibrated_spreads(exercise, wanted(COURSE, exercise))
    return str(caught.value)


@pytest.fixture
def train(tmp_path: Path) -> Exercise:
    """A copy of an exercise that has a calibration."""
    return copied(tmp_path, TRAIN)


@pytest.fixture
def validation(tmp_path: Path) -> Exercise:
    """A copy of one whose history is compared with its model."""
    return copied(tmp_path, VALIDATION)


def copied(root: Path, name: str) -> Exercise:
    lesson = name.partition("/")[0]
    shutil.copytree(ROOT / "solutions" / name, root / "solutions" / name)
    shutil.copytree(ROOT / "exercises" / lesson, root / "exercises" / lesson)
    return load_exercise(root, name)


def read(exercise: Exercise) -> Calibration:
    found = calibration_file.read_calibration(exercise)
    assert found is not None
    return found


@pytest.mark.parametrize("name", CALIBRATED)
def test_the_calibrations_of_the_course_hold(name: str) -> None:
    """Each is of today's reference, data and held-out images, of 60 seeds or more, and states its own bar."""
    exercise = load_exercise(ROOT, name)
    if not {*exercise.needs}.isdisjoint(fetched_sets.missing_sets(datasets.cache_home())):
        pytest.skip(f"its data is not there; type: {fetched_sets.COMMAND}")

    known = calibration_file.calibrated_spreads(exercise, wanted(COURSE, exercise))

    assert {*known} == {one.id for one in calibrated_criteria(exercise)}
    assert all(len(one.right) >= SEEDS for one in known.values() if isinstance(one, Spread))
    assert all(len(one.shares) >= SEEDS for one in read(exercise).deviations.values())


@pytest.mark.parametrize("name", VALIDATED)
def test_a_history_is_nearer_to_its_model_than_any_tolerance(name: str) -> None:
    """Histories and models of the reference agree a hundred times better than a learner's have to."""
    for one in read(load_exercise(ROOT, name)).deviations.values():
        assert one.tolerance is not None
        assert 100 * max(one.shares.values()) < one.tolerance <= LEAST_TOLERANCE


@pytest.mark.parametrize("name", CALIBRATED)
def test_planted_faults_are_refused(name: str) -> None:
    """Each fault was trained with 20 seeds, and fewer than one in 20 is accepted by all criteria together."""
    exercise = load_exercise(ROOT, name)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in exercise.reference.parent.glob("wrong/*.py")}
    faults = read(exercise).faults

    assert set(faults) == {stem for stem, text in texts.items() if FAULT.search(text)}
    assert {stem: (len(one.refused_by), one.accepted_count) for stem, one in faults.items()} == dict.fromkeys(
        faults, (FAULT_SEEDS, 0)
    )


def test_what_accuracy_catches_by_itself() -> None:
    """Accuracy alone refuses whoever did not normalise, build, unfreeze or train enough, each time."""
    faults = read(load_exercise(ROOT, TRAIN)).faults

    for name in ("pixels_not_normalized", "no_hidden_layer", "frozen_weights", "one_epoch", "shuffled_apart"):
        assert faults[name].refused_count("accuracy") == FAULT_SEEDS, name


def test_the_file_reads_as_it_was_written(train: Exercise) -> None:
    """Writing what was read changes no byte, and no line is long."""
    path = calibration_file.calibration_path(train)
    before = path.read_text(encoding="utf-8")

    calibration_file.write_calibration(train, read(train))

    assert path.read_text(encoding="utf-8") == before
    assert max(map(len, before.splitlines())) <= calibration_file.COLUMNS


def test_a_doctored_bar_is_refused(train: Exercise) -> None:
    """A bar that its own numbers don't come to is not believed."""
    path = calibration_file.calibration_path(train)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["criteria"]["accuracy"]["tail"]["bar"] -= 1
    path.write_text(json.dumps(document), encoding="utf-8")

    assert complaint(train) == (
        "18_training/train.toml: criterion 'accuracy': the calibration's numbers do not result in its bar; type: "
        "grader calibrate 18_training/train"
    )


def test_a_tolerance_of_ones_own_is_refused(validation: Exercise) -> None:
    """A tolerance that its own numbers don't come to is not believed."""
    found = read(validation)
    wide = {name: msgspec.structs.replace(one, tolerance=0.5) for name, one in found.deviations.items()}
    calibration_file.write_calibration(validation, msgspec.structs.replace(found, deviations=wide))

    assert "criterion 'best': the calibration's numbers do not result in its tolerance" in complaint(validation)


def test_too_few_trainings_give_no_tolerance(validation: Exercise) -> None:
    """A tolerance takes 50 trainings."""
    found = read(validation)
    shares = dict(list(found.deviations["best"].shares.items())[: MIN_DEVIATIONS - 1])
    few = msgspec.structs.replace(found.deviations["best"], shares=shares, tolerance=None)
    calibration_file.write_calibration(validation, msgspec.structs.replace(found, deviations={"best": few}))

    assert "criterion 'best': no calibration: 50 trainings are needed at least" in complaint(validation)


def test_another_split_is_another_calibration(validation: Exercise) -> None:
    """What is compared, and on which images, is among what a calibration holds for."""
    rubric = validation.reference.parents[3] / "exercises" / f"{VALIDATION}.toml"
    for old, new in (("train[-640:]", "train[-320:]"), ('epoch = "best"', 'epoch = "last"')):
        text = rubric.read_text(encoding="utf-8")
        rubric.write_text(text.replace(old, new), encoding="utf-8")
        changed = load_exercise(validation.reference.parents[3], VALIDATION)
        rubric.write_text(text, encoding="utf-8")

        assert "it is for a different reference or different data" in complaint(changed)


def test_another_risk_is_another_bar(train: Exercise) -> None:
    """A rubric that states another risk than the file's gets a message to calibrate, which then trains no reference."""
    rubric = train.reference.parents[3] / "exercises" / f"{TRAIN}.toml"
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("risk = 0.001", "risk = 0.01"), encoding="utf-8")
    changed = load_exercise(train.reference.parents[3], TRAIN)

    assert "numbers do not result in its bar" in complaint(changed)
    calibration_file.write_calibration(changed, calibration_file.with_tails(changed, read(changed)))
    assert calibration_file.calibrated_spreads(changed, wanted(COURSE, changed))


def test_a_calibration_of_another_reference_is_refused(train: Exercise) -> None:
    """Whoever changes the reference's code calibrates again; another comment changes nothing."""
    text = train.reference.read_text(encoding="utf-8")
    train.reference.write_text(text.replace("batch_size = 64", "# so many\nbatch_size = 64"), encoding="utf-8")
    assert calibration_file.calibrated_spreads(train, wanted(COURSE, train))

    train.reference.write_text(text.replace("batch_size = 64", "batch_size = 32"), encoding="utf-8")
    assert "no calibration: it is for a different reference or different data; type: grader calibrate" in complaint(
        train
    )


def test_a_missing_calibration_is_reported(train: Exercise) -> None:
    """Without one nothing is judged, and what to type is said."""
    calibration_file.calibration_path(train).unlink()

    assert complaint(train).endswith("no calibration: there is none; type: grader calibrate 18_training/train")


def test_too_few_trainings_are_reported(train: Exercise) -> None:
    """A calibration that was stopped early sets no bar."""
    found = read(train)
    few = msgspec.structs.replace(found.criteria["accuracy"], right={1: 890, 2: 880}, tail=None)
    calibration_file.write_calibration(train, msgspec.structs.replace(found, criteria={"accuracy": few}))

    assert "no calibration: 10 trainings are needed at least" in complaint(train)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"version": 2}', b"\xff"])
def test_a_damaged_file_is_named(train: Exercise, content: bytes) -> None:
    """What can't be read is said with the file's name."""
    calibration_file.calibration_path(train).write_bytes(content)

    assert "calibration.json: cannot read the calibration" in complaint(train)


def test_a_machine_that_computes_otherwise_is_noticed(train: Exercise) -> None:
    """The reference's own run must be one that its calibration knows: neither worse nor better by far."""
    spreads = calibration_file.calibrated_spreads(train, wanted(COURSE, train))
    assert isinstance(spreads["accuracy"], Spread)
    lowest, highest = spreads["accuracy"].right[0], spreads["accuracy"].right[-1]

    for right in (lowest, highest):
        calibration_file.require_typical(train, spreads, {"accuracy": right})
    for right in (lowest - 100, highest + 80):
        with pytest.raises(
            SpecError, match=f"on this machine the reference is right about {right} images, but its calib"
        ):
            calibration_file.require_typical(train, spreads, {"accuracy": right})


def test_the_exercise_is_another_with_another_calibration(train: Exercise) -> None:
    """Results that an old bar decided are judged again."""
    calibration_file.calibration_path(train).unlink()

    assert load_exercise(train.reference.parents[3], TRAIN).digest != train.digest


def test_short_lists_are_written_on_few_lines() -> None:
    """Whatever holds no other container is on as few lines as fit."""
    document = {"a": {}, "b": {"c": list(range(60)), "d": ["x, y", "z"]}}

    text = calibration_file.compact_json(document)

    assert json.loads(text) == document
    assert text.startswith('{\n  "a": {},\n  "b": {\n    "c": [\n      0, 1, 2, 3,')
    assert '"d": ["x, y", "z"]' in text


def test_what_accuracy_does_not_catch() -> None:
    """Half of the data costs less than bad luck: the number of batches is what refuses it, each time."""
    half = read(load_exercise(ROOT, TRAIN)).faults["half_the_data"]

    assert half.refused_count("accuracy") < FAULT_SEEDS / 2
    assert half.refused_count("batches") == FAULT_SEEDS


def test_spreads_for_practice_are_moved_by_what_one_training_scores_otherwise() -> None:
    """A tolerance stays, and no count leaves the number of images."""
    spreads: dict[str, Spread | float] = {"accuracy": Spread.from_counts([900, 910, 995], 1000), "validation": 0.01}

    moved = calibration_file.moved_spreads(spreads, {"accuracy": 905}, {"accuracy": 915})

    assert moved == {"accuracy": Spread.from_counts([910, 920, 1000], 1000), "validation": 0.01}
