"""The sample cohort follows the stubs, and what cohort.toml claims of it agrees with the rubrics. Nothing is run."""

import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from grader.course.exercise_file import load_exercise
from grader.course.loader import load_course
from grader.model import Outcome
from grader.source.ownership import is_attempted
from grader.source.records import Damage, Source
from grader.source.source import read_source
from grader.storage.folder import scan_folder

ROOT = Path(__file__).parents[1]
COHORT = ROOT / "tests" / "cohort"
EXPECTED: dict[str, Any] = tomllib.loads(COHORT.with_suffix(".toml").read_text(encoding="utf-8"))
FILES: list[dict[str, Any]] = EXPECTED["files"]

each_file = pytest.mark.parametrize("expected", FILES, ids=[one["path"] for one in FILES])


def _exercise(expected: dict[str, Any]) -> str:
    return Path(expected["path"]).relative_to(Path(expected["path"]).parts[0]).with_suffix("").as_posix()


def test_the_cohort_is_up_to_date() -> None:
    """The files are what the generator makes of today's stubs; otherwise type: python tests/make_cohort.py."""
    built: dict[str, bytes] = runpy.run_path(str(ROOT / "tests" / "make_cohort.py"))["build"]()
    present = {path.relative_to(COHORT).as_posix(): path for path in COHORT.glob("*/**/*") if path.is_file()}
    assert present.keys() == built.keys()
    stale = [name for name, path in present.items() if path.read_bytes() != built[name]]
    assert not stale, f"stale: {stale[:3]}; type: python tests/make_cohort.py"


def test_intake_finds_these_files_and_these_problems() -> None:
    """Whatever lies in the folder is either to be graded or a problem, and both are as expected."""
    intake = scan_folder(COHORT, load_course(ROOT).exercises)
    assert {one.path.relative_to(COHORT).as_posix() for one in intake.files} == {one["path"] for one in FILES}
    found = {one.path.relative_to(COHORT).as_posix(): one for one in intake.problems}
    assert found.keys() == {one["path"] for one in EXPECTED["problems"]}
    for expected in EXPECTED["problems"]:
        assert expected["reason"] in found[expected["path"]].reason
        assert expected.get("nearest") == found[expected["path"]].nearest


def test_the_cohort_is_as_mixed_as_a_real_one() -> None:
    """Fourteen learners or more, every exercise right and wrong, both suffixes, most ways in which a run can end."""
    assert len({one["path"].split("/")[0] for one in FILES}) >= 14
    for exercise in {_exercise(one) for one in FILES}:
        points = load_exercise(ROOT, exercise).points
        earned = {one["earned"] for one in FILES if _exercise(one) == exercise}
        assert points in earned
        assert earned - {0, points}
    assert {Path(one["path"]).suffix for one in FILES} == {".ipynb", ".py"}
    never = {Outcome.INTERNAL, Outcome.OUT_OF_MEMORY, Outcome.BROKE_PROTOCOL}
    assert {Outcome(one["outcome"]) for one in FILES} == set(Outcome) - never


@each_file
def test_points_follow_from_the_criteria_that_fail(expected: dict[str, Any]) -> None:
    """What fails and what waits for it earns nothing, all else earns its points; unread and untouched files nothing."""
    rubric = load_exercise(ROOT, _exercise(expected)).rubric
    lost = set(expected.get("fails", ()))
    assert lost <= {criterion.id for criterion in rubric}
    assert set(expected.get("says", ())) <= lost
    for criterion in rubric:
        assert not (criterion.id in lost and criterion.after in lost), "a criterion that waits can't fail"
        lost |= {criterion.id} if criterion.after in lost else set()
    judged = expected["outcome"] != Outcome.UNREADABLE and expected.get("attempted", True)
    assert expected["earned"] == sum(one.points for one in rubric if judged and one.id not in lost)


@each_file
def test_reading_alone_finds_unreadable_and_unattempted_files(expected: dict[str, Any]) -> None:
    """Reading distinguishes unreadable files, and untouched stubs, from the others."""
    source = read_source(COHORT / expected["path"])
    assert isinstance(source, Damage) == (expected["outcome"] == Outcome.UNREADABLE)
    if isinstance(source, Source):
        stub = read_source(load_exercise(ROOT, _exercise(expected)).stub)
        assert isinstance(stub, Source)
        assert is_attempted(source, stub) == expected.get("attempted", True)


def test_some_files_are_the_same_to_the_byte() -> None:
    """Two learners handed in the same bytes, twice."""
    same = [one for one in FILES if "same_as" in one]
    assert len(same) == 2
    for one in same:
        assert (COHORT / one["path"]).read_bytes() == (COHORT / one["same_as"]).read_bytes()
