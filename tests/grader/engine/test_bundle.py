"""A packed course judges by what the reference showed, and says what does not fit."""

import shutil
from pathlib import Path

import pytest

from grader.course.exercise_file import load_exercise
from grader.course.loader import is_packed, load_course
from grader.engine import bundle, environment
from grader.errors import SpecError
from grader.judging.judge import GIVEN_ONLY, Judge
from grader.model import Run, Verdict
from grader.source.records import Reading, Source, SourceCell
from tests.grader.packed import prepared, run
from tests.grader.tiny import EXERCISE, RUBRIC, write

OWN = RUBRIC.replace('replay = ["a"]', 'own = ["a"]')


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The packed course, beside the one that it was packed from."""
    whole = write(tmp_path / "whole", **{f"exercises/{EXERCISE}.toml": OWN})
    exercise = load_exercise(whole, EXERCISE)
    target = tmp_path / "packed"

    shutil.copytree(whole / "exercises", target / "exercises")
    path = target / "evidence" / f"{EXERCISE}.json.z"
    path.parent.mkdir(parents=True)
    path.write_bytes(bundle.bundle_exercise(prepared(whole), {}, stub=exercise.stub.read_bytes()))
    return target


def judged(root: Path, learner: Run) -> dict[str, tuple[Verdict, str]]:
    """Criterion to what is said of a run."""
    course = bundle.open_bundles(load_course(root))
    prepared = course.exercises[EXERCISE]
    answer = Reading(source=Source(cells=(SourceCell(text="total = 1.5"),)), attempted=True)
    found = Judge(course.sealed)(prepared, answer, learner)
    return {one.criterion: (one.verdict, one.message) for one in found.findings}


def test_a_right_and_a_wrong_answer_are_distinguished(root: Path) -> None:
    """Without the reference."""
    assert is_packed(root)
    assert {verdict for verdict, _ in judged(root, run(11, 3, 4, 5)).values()} == {Verdict.PASS}
    assert judged(root, run(12, 3, 4, 5))["value"][0] is Verdict.FAIL


def test_other_given_values_are_reported(root: Path) -> None:
    """Elsewhere the reference would be run again from them."""
    verdict, message = judged(root, run(5, 1, 2, 3))["value"]

    assert verdict is Verdict.FAIL
    assert message == GIVEN_ONLY.format(names="`a`")


def test_no_code_of_the_reference_is_in_it(root: Path) -> None:
    """Neither in its run's cells nor anywhere else."""
    course = bundle.open_bundles(load_course(root))

    assert course.exercises[EXERCISE].reference.cells == ()
    assert not (root / "solutions").exists()


def test_a_file_that_is_cut_short_is_reported(root: Path) -> None:
    """As a sentence that says what to do."""
    path = root / "evidence" / f"{EXERCISE}.json.z"
    path.write_bytes(path.read_bytes()[:-5])
    course = bundle.open_bundles(load_course(root))  # which reads none: others may be whole

    with pytest.raises(SpecError, match="pack the course again"):
        course.exercises[EXERCISE]


def test_another_rubric_is_reported(root: Path) -> None:
    """Evidence is of one rubric and stub."""
    path = root / "exercises" / f"{EXERCISE}.toml"
    path.write_text(path.read_text().replace("A sum", "A total"))

    with pytest.raises(SpecError, match="a different rubric or stub"):
        bundle.open_bundles(load_course(root)).exercises[EXERCISE]


def test_another_version_of_what_decides_is_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another TensorFlow may show other values."""
    versions = environment.versions()
    monkeypatch.setattr(environment, "versions", lambda: versions | {"tensorflow": "9"})

    with pytest.raises(SpecError, match=r"made with tensorflow .*, but 9 is installed here"):
        bundle.open_bundles(load_course(root)).exercises[EXERCISE]
