"""`make test` runs a seventh of each tier that takes long, and all of each within any seven days in a row."""

import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course.loader import load_course
from tests import sampling

ROOT = Path(__file__).parents[1]
TESTS = """
from pytest import mark

@mark.parametrize("number", range(30))
@mark.containment
def test_alone(number): pass

@mark.parametrize("number", range(3))
@mark.kernel
def test_together(number): pass

def test_plain(): pass
"""
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


def week(first: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(7)]


@given(DAYS, st.sampled_from(sampling.SAMPLED), st.text(min_size=1))
def test_each_test_has_one_of_seven_days_in_a_row(first: date, tier: str, name: str) -> None:
    """Whichever day is the first, however the test is called, and whether or not its seconds are known."""
    for test in (f"{name}::test", f"{next(iter(sampling.known_seconds()[sampling.PLAIN]))}::test"):
        turn = sampling.turn_of_test(test, ["parametrize", tier])
        assert [sampling.turn_of_day(day) for day in week(first)].count(turn or 0) == 1


def test_each_exercise_has_one_of_seven_days_in_a_row() -> None:
    """Every one of the course, and there is one every day, as without any all would be proven."""
    of_course = sorted(load_course(ROOT).exercises)
    for first in week(date(2026, 11, 29)):
        drawn = [sampling.exercises_of(day) for day in week(first)]

        assert all(drawn)
        assert sorted(one for ones in drawn for one in ones) == of_course


def test_a_test_without_such_a_marker_runs_every_day() -> None:
    """Whatever other markers it has."""
    assert sampling.turn_of_test("tests/test_a.py::test", ["parametrize", "usefixtures"]) is None


@given(st.dictionaries(st.text(min_size=1), st.floats(0, 1000), max_size=100))
def test_days_take_about_as_long(seconds: dict[str, float]) -> None:
    """No two differ by more than the longest file."""
    loads = Counter(dict.fromkeys(range(7), 0.0))
    for name, turn in sampling.turns(seconds).items():
        loads[turn] += seconds[name]  # type: ignore[assignment]

    assert max(loads.values()) - min(loads.values()) <= max(seconds.values(), default=0) + 1e-6


def test_a_new_file_moves_no_other() -> None:
    """Its turn follows from its name until figures are written down anew."""
    names = [f"tests/test_{number}.py" for number in range(700)]

    counts = Counter(sampling.turn_of("kernel", name) for name in names)
    assert set(counts) == set(range(7))
    assert min(counts.values()) > 50


def test_what_is_written_down_is_there() -> None:
    """Every file and every exercise with figures; else a day would have less to do than it seems."""
    for tier, seconds in sampling.known_seconds().items():
        there = (
            set(sampling.exercises())
            if tier == sampling.EXERCISES
            else {one for one in seconds if (ROOT / one).is_file()}
        )
        assert set(seconds) <= there


def test_pytest_runs_all_within_a_week(tmp_path: Path) -> None:
    """Each test of a sampled tier on one day, those of a file together in some; a plain one every day."""
    tmp_path = tmp_path / "kernel"  # is no tier
    tmp_path.mkdir()
    (tmp_path / "conftest.py").write_text("from tests.conftest import *")
    (tmp_path / "test_it.py").write_text(TESTS)

    runs = [run(tmp_path, day) for day in week(date(2026, 11, 29))]

    counts = Counter(test for tests in runs for test in tests)
    assert {test: count for test, count in counts.items() if count != 1} == {"test_plain": 7}
    assert len(counts) == 30 + 3 + 1
    assert sorted({sum("together" in test for test in tests) for tests in runs}) == [0, 3]
    assert sum(any("alone" in test for test in tests) for tests in runs) > 3


def run(folder: Path, day: date) -> list[str]:
    """The names of the tests that pytest runs on a day. What it draws it says, with how to draw it again."""
    words = ["-m", "pytest", "-v", "-o", f"cache_dir={folder}", "-m", "", "--sample", str(day), str(folder)]
    command = [sys.executable, "-P", *words, f"--rootdir={folder}", "-c", str(ROOT / "pyproject.toml")]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )
    assert ended.returncode == 0, ended.stdout
    assert f"again: make test DAY={day}" in ended.stdout
    assert ("kernel: nothing" in ended.stdout) == ("test_together" not in ended.stdout)
    return [line.split("::")[1].split()[0] for line in ended.stdout.splitlines() if "PASSED" in line]


def test_a_day_that_is_none_is_refused() -> None:
    """Before anything is collected."""
    command = [sys.executable, "-P", "-m", "pytest", "--sample", "today", str(ROOT / "tests" / "test_tiers.py")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)

    assert ended.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--sample" in ended.stderr
