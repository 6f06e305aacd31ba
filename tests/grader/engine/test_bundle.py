"""A packed course judges by what the reference showed, and says what does not fit."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from grader.checks.requests import plan
from grader.course.exercise_file import load_exercise
from grader.course.loader import is_packed, load_course
from grader.engine import bundle, environment
from grader.errors import SpecError
from grader.evidence import VERSION, Array, Evidence, Tensor
from grader.grading.judge import GIVEN_ONLY, Judge, PreparedExercise
from grader.model import CellRun, Outcome, Run, Verdict
from grader.source.code_view import Code
from grader.source.records import Handout, Reading, Source, SourceCell
from grader.source.repairs import RepairFacts
from grader.source.source import read_source
from tests.grader.tiny import EXERCISE, RUBRIC, write

OWN = RUBRIC.replace('replay = ["a"]', 'own = ["a"]')


def tensor(*numbers: float) -> Tensor:
    return Tensor(kind="array", array=Array.from_values(np.array(numbers)))


def run(total: float, *a: float) -> Run:
    """A run that leaves `a` and `total`."""
    number = Tensor(kind="number", array=Array.from_values(np.float64(total)))
    evidence = Evidence(version=VERSION, seen={"a": tensor(*a), "total": number}, names={"total": "number"})
    return Run(key="k", outcome=Outcome.OK, evidence=evidence, cells=(CellRun(source="total = np.sum(a) - 1"),))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The packed course, beside the one that it was packed from."""
    whole = write(tmp_path / "whole", **{f"exercises/{EXERCISE}.toml": OWN})
    exercise = load_exercise(whole, EXERCISE)
    stub = read_source(exercise.stub)
    assert isinstance(stub, Source)
    prepared = PreparedExercise(
        exercise=exercise,
        handout=Handout(stub=stub, asked=frozenset()),
        request=plan(exercise, salt=b"salt", inputs={"a": Array.from_values(np.array([3.0, 4.0, 5.0]))}, images={}),
        reference=run(11, 3, 4, 5),
        spreads={},
        facts=RepairFacts(),
        stub_code=Code([]),
        solution=Code([]),
        content_digest="content",
        finding_keys={"shape": "1", "value": "2"},
    )
    target = tmp_path / "packed"

    shutil.copytree(whole / "exercises", target / "exercises")
    path = target / "evidence" / f"{EXERCISE}.json.z"
    path.parent.mkdir(parents=True)
    path.write_bytes(bundle.bundle_exercise(prepared, {}))
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

    with pytest.raises(SpecError, match="another rubric or stub"):
        bundle.open_bundles(load_course(root)).exercises[EXERCISE]


def test_another_version_of_what_decides_is_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another TensorFlow may show other values."""
    versions = environment.versions()
    monkeypatch.setattr(environment, "versions", lambda: versions | {"tensorflow": "9"})

    with pytest.raises(SpecError, match=r"made with tensorflow .*, and here is 9"):
        bundle.open_bundles(load_course(root)).exercises[EXERCISE]
