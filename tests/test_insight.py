"""`grader insight` as a shell sees it."""

import json
from pathlib import Path

import pytest

from grader.commands.grade import grade
from grader.gradebook import Gradebook
from tests import simulated
from tests.bench.big_cohort import Cohort
from tests.called import called

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "grader" / "manual" / "instructors" / "insight.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What grading a cohort of 100 learners in six exercises leaves, pages and files aside."""
    folder = tmp_path_factory.mktemp("out")
    with Gradebook.open(folder / "gradebook.sqlite") as book:
        book.record_all(Cohort(learners=100, exercises=6).entries())
    return folder


@pytest.fixture(autouse=True)
def in_course(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands are typed where the course is."""
    monkeypatch.chdir(ROOT)


def test_it_prints_alarms_first_and_then_each_exercise(out: Path) -> None:
    """One planted criterion is suspected; each exercise has its table and its clusters."""
    ended = called("insight", str(out))
    first, second, *rest = ended.stdout.splitlines()

    assert (ended.returncode, ended.stderr) == (0, "")
    assert first == "100 learners, 6 exercises."
    assert second.startswith("Suspicious criterion: 06_multi_layer/two_layers model: ")
    assert sum("passed, failed, stopped" in line for line in rest) == 6
    assert any("submissions: names" in line and "# of # values" in line for line in rest)
    assert rest[-1] == f"The full analysis is in {out / 'insight.json'}."


def test_json_is_the_file_and_nothing_else(out: Path) -> None:
    """A script reads from stdout what stands in OUT."""
    ended = called("insight", str(out), "--json")

    assert json.loads(ended.stdout) == json.loads((out / "insight.json").read_text("utf-8"))


def test_without_a_gradebook_it_says_so(tmp_path: Path) -> None:
    """One sentence and an exit code, and no file is made."""
    ended = called("insight", str(tmp_path))

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"grader: {tmp_path / 'gradebook.sqlite'}: ")
    assert list(tmp_path.iterdir()) == []


def test_the_manual_says_what_is_so() -> None:
    """The figures that the manual states are those of the code."""
    from grader.insight import columns, criteria, similarity  # noqa: PLC0415 - for this test alone
    from grader.source import ownership  # noqa: PLC0415 - as below

    assert f"fewer than {similarity.LEAST_OWN} tokens" in PAGE
    assert f"at least {similarity.LEAST_SIMILARITY:.0%}".replace("%", " %") in PAGE
    assert (similarity.COMMON_LEAST, similarity.COMMON_SHARE, criteria.FALSE_ALARMS) == (10, 0.1, 0.001)
    assert f"fewer than {criteria.LEAST_JUDGED} learners, if fewer than {criteria.LEAST_EACH} pass" in PAGE
    assert f"the first {columns.UPPER_SHARE:.0%}".replace("%", " %") in PAGE
    assert f"more than {ownership.MAX_CHARACTERS:,}" in PAGE


def test_grading_writes_it_and_the_page_shows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever draws the cohort's page computes the statistics first; kernels are simulated here."""
    root = simulated.course(tmp_path / "course")
    simulated.kernels(monkeypatch.setattr)
    for learner in ("ada", "bo"):
        simulated.hand_in(tmp_path / "in", learner, f"total = {learner!r}")
    grade(tmp_path / "in", out=tmp_path / "out", workers=1, course=root, no_hints=True)
    (insight_of_sum,) = json.loads((tmp_path / "out" / "insight.json").read_text("utf-8"))["exercises"]

    assert (insight_of_sum["exercise"], insight_of_sum["handed_in"]) == ("01/sum", 2)
    assert insight_of_sum["compared"]["unreadable"] == 0
    assert insight_of_sum["compared"]["short"] == 2
    assert "0 of 2" not in (page := (tmp_path / "out" / "exercises" / "01-sum.html").read_text("utf-8"))
    assert "2 of 2 attempted it" in page
